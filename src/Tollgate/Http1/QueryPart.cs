namespace Tollgate.Http1;

/// <summary>One parameter of a query, still percent-encoded.</summary>
internal readonly ref struct QueryPart(ReadOnlySpan<byte> whole)
{
    /// <summary>Name, equals sign and value as they stand.</summary>
    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Name => Whole.IndexOf((byte)'=') is >= 0 and var at ? Whole[..at] : Whole;

    public ReadOnlySpan<byte> Value => Whole.IndexOf((byte)'=') is >= 0 and var at ? Whole[(at + 1)..] : default;

    /// <summary>The place where Google's clients put their key.</summary>
    public bool IsKey => Name.SequenceEqual("key"u8);

    /// <summary>The place where Google's clients put a short-lived credential for a WebSocket.</summary>
    public bool IsToken => Name.SequenceEqual("access_token"u8);
}
