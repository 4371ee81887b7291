namespace Tollgate.Loops;

/// <summary>Received bytes that nobody has consumed yet. Holds a buffer only while it holds bytes.</summary>
internal sealed class ReceiveBuffer(Transport transport)
{
    private byte[]? _array;
    private int _start;
    private int _end;

    public int Count => _end - _start;

    public ReadOnlySpan<byte> Unread => new(_array, _start, _end - _start);

    public ReadOnlyMemory<byte> UnreadMemory => new(_array, _start, _end - _start);

    /// <summary>For decoding in place: what has been consumed may be written over, what has not must keep its bytes.</summary>
    public Span<byte> UnreadWritable => new(_array, _start, _end - _start);

    /// <summary>The input ended with the peer's FIN, not with a reset or an abort.</summary>
    public bool EndedCleanly { get; private set; }

    /// <summary>Waits without a buffer if it holds nothing, then receives once. False at the end, or when the connection broke.</summary>
    /// <param name="capacity">Room for this many bytes in all, if more than a block.</param>
    public async LoopTask<bool> FillAsync(int capacity = BufferPool.BlockSize)
    {
        await transport.WaitReadableAsync();
        return await ReceiveAsync(capacity);
    }

    /// <summary>
    /// The first half of <see cref="FillAsync"/>. Code that suspends once per request or event awaits the two halves itself: one suspended
    /// method less to keep and to resume.
    /// </summary>
    public LoopTask ReadableAsync() => transport.WaitReadableAsync();

    /// <summary>The second half of <see cref="FillAsync"/>; after <see cref="ReadableAsync"/> it seldom has to wait.</summary>
    public LoopTask<bool> ReceiveAsync(int capacity = BufferPool.BlockSize)
    {
        EnsureSpace(capacity);
        var receiving = transport.ReceiveAsync(_array.AsMemory(_end));
        return receiving.IsCompleted ? new LoopTask<bool>(Take(receiving.GetAwaiter().GetResult())) : FinishAsync(receiving);
    }

    private async LoopTask<bool> FinishAsync(LoopTask<int> receiving) => Take(await receiving);

    private bool Take(int received)
    {
        if (received > 0)
        {
            _end += received;
            return true;
        }

        EndedCleanly = received == 0;
        if (_start == _end)
        {
            Release();
        }

        return false;
    }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Release();
        }
    }

    /// <summary>Takes <paramref name="count"/> bytes out of the middle, <paramref name="at"/> bytes after the first unread one.</summary>
    public void Remove(int at, int count)
    {
        var from = _start + at;
        _array.AsSpan(from + count, _end - from - count).CopyTo(_array.AsSpan(from));
        _end -= count;
    }

    public void Release()
    {
        if (_array is not null)
        {
            transport.Loop.Buffers.Return(_array);
            _array = null;
        }

        _start = _end = 0;
    }

    private void EnsureSpace(int capacity)
    {
        if (_array is null)
        {
            _array = transport.Loop.Buffers.Rent(capacity);
            return;
        }

        if (_array.Length - _start >= capacity && _end < _array.Length)
        {
            return;
        }

        var count = _end - _start;
        if (_array.Length >= capacity && count < _array.Length)
        {
            Unread.CopyTo(_array);
        }
        else
        {
            var bigger = transport.Loop.Buffers.Rent(Math.Max(capacity, _array.Length * 2));
            Unread.CopyTo(bigger);
            transport.Loop.Buffers.Return(_array);
            _array = bigger;
        }

        _start = 0;
        _end = count;
    }
}
