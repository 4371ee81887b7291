using System.Buffers;
using System.Buffers.Text;

namespace Tollgate.Loops;

/// <summary>Bytes to be sent, gathered in one rented array that grows. Rented from a loop and returned by whoever rented it.</summary>
internal sealed class SendBuffer
{
    private readonly BufferPool _pool;
    private byte[] _array = [];

    internal SendBuffer(BufferPool pool) => _pool = pool;

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Memory => new(_array, 0, Count);

    public ReadOnlySpan<byte> Span => new(_array, 0, Count);

    /// <summary>For changes in place.</summary>
    public Span<byte> Writable => _array.AsSpan(0, Count);

    /// <summary>An empty buffer with room for <paramref name="size"/> bytes.</summary>
    public static SendBuffer Rent(EventLoop loop, int size = BufferPool.BlockSize) => loop.Buffers.RentSend(size);

    /// <summary>Room to write into directly, to be followed by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_array.Length - Count < size)
        {
            Grow(size);
        }

        return _array.AsSpan(Count);
    }

    public void Advance(int count) => Count += count;

    public void Clear() => Count = 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Count += bytes.Length;
    }

    public void Write(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        Count += written;
    }

    public void WriteHex(int number)
    {
        Utf8Formatter.TryFormat(number, Reserve(8), out var written, new StandardFormat('x'));
        Count += written;
    }

    public void Return()
    {
        if (_array.Length == 0)
        {
            // Two requests would share it from here on.
            throw new InvalidOperationException("A send buffer is returned once.");
        }

        _pool.Return(_array);
        _array = [];
        Count = 0;
        _pool.Return(this);
    }

    internal void Begin(int size) => _array = _pool.Rent(size);

    private void Grow(int size)
    {
        var bigger = _pool.Rent(Math.Max(Count + size, _array.Length * 2));
        _array.AsSpan(0, Count).CopyTo(bigger);
        _pool.Return(_array);
        _array = bigger;
    }
}
