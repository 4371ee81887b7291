namespace Tollgate.Json;

/// <summary>A run of bytes inside a body or a piece of a stream, offsets from its first byte. The default value means "not there": no value is empty.</summary>
internal readonly record struct JsonRange(int Start, int Length)
{
    /// <summary>Whether the body has this value at all.</summary>
    public bool Exists => Length > 0;

    /// <summary>Offset just after the last byte.</summary>
    public int End => Start + Length;

    /// <summary>The bytes themselves.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}
