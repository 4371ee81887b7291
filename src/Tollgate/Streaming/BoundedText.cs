namespace Tollgate.Streaming;

/// <summary>Gathers a text that comes in pieces, up to a length; of one that is longer nothing is known.</summary>
/// <param name="capacity">The length, in bytes.</param>
internal sealed class BoundedText(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>The text as it stands; empty where it was too long.</summary>
    public ReadOnlySpan<byte> Bytes => _length > _bytes.Length ? default : _bytes.AsSpan(0, _length);

    /// <summary>Begins another one.</summary>
    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length > _bytes.Length)
        {
            _length = _bytes.Length + 1;
            return;
        }

        piece.CopyTo(_bytes.AsSpan(_length));
        _length += piece.Length;
    }
}
