using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>What one event of a stream holds, as far as going on from a broken stream needs it. Offsets count from the event's data.</summary>
internal readonly record struct StreamPiece
{
    /// <summary>What it is.</summary>
    public PieceMarks Marks { get; init; }

    /// <summary>The text between its quotes, as it stands; none where there is none.</summary>
    public JsonRange Text { get; init; }

    /// <summary>The role's member with the comma that parts it from its neighbour; none where there is none.</summary>
    public JsonRange Role { get; init; }

    /// <summary>The usage object; none where there is none.</summary>
    public JsonRange Usage { get; init; }

    public bool Is(PieceMarks marks) => (Marks & marks) != PieceMarks.None;

    /// <summary>Reads the data of an event. What cannot be read is unfit.</summary>
    public static StreamPiece Read(Dialect dialect, ReadOnlySpan<byte> data) =>
        data.SequenceEqual("[DONE]"u8) ? new StreamPiece { Marks = PieceMarks.Final }
        : dialect == Dialect.Anthropic ? new MessagePieceReader(data).Read()
        : new ChatPieceReader(data).Read();
}
