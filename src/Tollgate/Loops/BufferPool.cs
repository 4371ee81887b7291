using System.Buffers;

namespace Tollgate.Loops;

/// <summary>
/// Buffers of one loop, last in first out, so that the same few stay hot in the cache. Nothing that waits holds one. Larger sizes come
/// from the shared array pool.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>Bytes in a block: a whole request or answer of usual size.</summary>
    public const int BlockSize = 16 * 1024;

    private const int MaxFree = 1024;
    private readonly Stack<byte[]> _free = new();
    private readonly Stack<SendBuffer> _freeSends = new();
    private int _lowWater;

    /// <summary>Blocks kept for reuse.</summary>
    public int FreeBlocks => _free.Count;

    public byte[] Rent(int minimum = BlockSize)
    {
        if (minimum > BlockSize)
        {
            return ArrayPool<byte>.Shared.Rent(minimum);
        }

        if (_free.TryPop(out var block))
        {
            _lowWater = Math.Min(_lowWater, _free.Count);
            return block;
        }

        return GC.AllocateUninitializedArray<byte>(BlockSize);
    }

    public void Return(byte[] buffer)
    {
        if (buffer.Length != BlockSize)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        else if (_free.Count < MaxFree)
        {
            _free.Push(buffer);
        }
    }

    internal SendBuffer RentSend(int minimum)
    {
        var buffer = _freeSends.TryPop(out var free) ? free : new SendBuffer(this);
        buffer.Begin(minimum);
        return buffer;
    }

    internal void Return(SendBuffer buffer)
    {
        if (_freeSends.Count < MaxFree)
        {
            _freeSends.Push(buffer);
        }
    }

    /// <summary>Gives back what no request has needed since the last call, so that a burst is not paid for all day.</summary>
    public void Trim()
    {
        for (var spare = _lowWater / 2; spare > 0; spare--)
        {
            _free.Pop();
        }

        _lowWater = _free.Count;
    }
}
