namespace Tollgate.Forwarding;

/// <summary>A refusal's payload in pieces, without the credential: the end of a piece that may be the beginning of it waits for the next piece.</summary>
internal sealed class MaskedPayload(SecretMask mask)
{
    private byte[] _bytes = [];
    private int _length;
    private int _held;

    /// <summary>What may be passed on.</summary>
    public ReadOnlyMemory<byte> Piece => _bytes.AsMemory(0, _length);

    /// <summary>The same, for changes in place.</summary>
    public Span<byte> Writable => _bytes.AsSpan(0, _length);

    /// <summary>Something waits.</summary>
    public bool IsHolding => _held > 0;

    /// <summary>Takes the next payload; what waited stands before it.</summary>
    public void Take(ReadOnlySpan<byte> payload, bool isLast)
    {
        var total = _held + payload.Length;
        var bytes = _bytes.Length >= total ? _bytes : new byte[total];
        _bytes.AsSpan(_length, _held).CopyTo(bytes);
        payload.CopyTo(bytes.AsSpan(_held));
        mask.Apply(bytes.AsSpan(0, total));
        _bytes = bytes;
        _held = isLast ? 0 : mask.Open(bytes.AsSpan(0, total));
        _length = total - _held;
    }
}
