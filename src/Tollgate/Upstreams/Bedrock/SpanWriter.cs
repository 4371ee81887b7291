namespace Tollgate.Upstreams.Bedrock;

/// <summary>Appends to memory that was made large enough.</summary>
internal ref struct SpanWriter(Span<byte> into)
{
    private readonly Span<byte> _into = into;
    private int _count;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _into[.._count];

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_into[_count..]);
        _count += bytes.Length;
    }

    public void Write(byte one) => _into[_count++] = one;

    /// <summary>Writes bytes as lower-case hexadecimal digits.</summary>
    public void WriteHex(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _into[_count..], out var written);
        _count += written;
    }
}
