namespace Tollgate.Streaming;

/// <summary>What one event of a stream is to the answer that it belongs to.</summary>
[Flags]
internal enum PieceMarks : byte
{
    /// <summary>Text, or nothing of interest.</summary>
    None = 0,

    /// <summary>Opens the answer and says nothing yet: a role, <c>message_start</c>.</summary>
    Opening = 1,

    /// <summary>Opens its first block of text (<c>content_block_start</c>).</summary>
    Block = 2,

    /// <summary>Holds what cannot be gone on from: a tool call, reasoning, a second choice, an error, something unknown.</summary>
    Unfit = 4,

    /// <summary>The text is over: a finish reason, the end of the block or of the stream.</summary>
    Final = 8,
}
