using System.Text;

namespace Tollgate.TestSupport;

/// <summary>A response as it came off the wire; its body grows while it is read.</summary>
public sealed class RawResponse
{
    private readonly List<RawPiece> _pieces = [];

    public required string Version { get; init; }

    public required int Status { get; init; }

    public required string Reason { get; init; }

    public required WireHeaders Headers { get; init; }

    public required BodyFraming Framing { get; init; }

    /// <summary>When the head was complete, counted from the connection's start.</summary>
    public required TimeSpan HeadAt { get; init; }

    /// <summary>The head, byte for byte.</summary>
    public required byte[] HeadBytes { get; init; }

    /// <summary>1xx answers that came before this one.</summary>
    public required IReadOnlyList<int> Informational { get; init; }

    public IReadOnlyList<RawPiece> Pieces => _pieces;

    public WireHeaders Trailers { get; internal set; } = new();

    /// <summary>The body ended as its framing says. With close-delimited framing: the connection ended without a reset.</summary>
    public bool IsComplete { get; internal set; }

    public bool KeepsConnection { get; internal set; }

    public byte[] Body => [.. _pieces.SelectMany(piece => piece.Bytes)];

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>Bytes still due under <see cref="BodyFraming.ContentLength"/>.</summary>
    internal long Remaining { get; set; }

    public string? this[string header] => Headers[header];

    internal void Add(RawPiece piece) => _pieces.Add(piece);

    public override string ToString() => $"{Version} {Status} {Reason}\n{string.Join('\n', Headers)}\n\n{BodyText}";
}
