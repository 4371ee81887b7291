using System.Buffers.Text;

namespace Tollgate.Loops;

/// <summary>Bytes to be sent, gathered in one rented buffer that grows. Returned by whoever made it.</summary>
internal struct SendBuffer(EventLoop loop, int size = BufferPool.BlockSize)
{
    private byte[] _array = loop.Buffers.Rent(size);
    private int _count;

    public readonly int Count => _count;

    public readonly ReadOnlyMemory<byte> Memory => new(_array, 0, _count);

    /// <summary>Room to write into directly, to be followed by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_array.Length - _count < size)
        {
            Grow(size);
        }

        return _array.AsSpan(_count);
    }

    public void Advance(int count) => _count += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _count += bytes.Length;
    }

    public void Write(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        _count += written;
    }

    public void WriteHex(int number)
    {
        Utf8Formatter.TryFormat(number, Reserve(8), out var written, new System.Buffers.StandardFormat('x'));
        _count += written;
    }

    public readonly void Return() => loop.Buffers.Return(_array);

    private void Grow(int size)
    {
        var bigger = loop.Buffers.Rent(Math.Max(_count + size, _array.Length * 2));
        _array.AsSpan(0, _count).CopyTo(bigger);
        loop.Buffers.Return(_array);
        _array = bigger;
    }
}
