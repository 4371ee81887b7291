using System.Runtime.InteropServices;

namespace Tollgate.Recording;

/// <summary>
/// A bounded ring of bytes from one producer thread to one consumer thread. Full means: the line is dropped and counted; nobody waits.
/// </summary>
/// <remarks>
/// A reservation is always one piece: where it does not fit before the end of the memory, the rest there is skipped and
/// <see cref="_limit"/> says where the consumer turns round. Each position has one writer. The producer writes bytes and limit before
/// it publishes the tail; the consumer is done with the bytes before it publishes the head.
/// </remarks>
internal sealed class ByteRing
{
    private readonly byte[] _bytes;
    private readonly Action? _wake;
    private Position _head;
    private Position _tail;
    private int _limit;
    private int _reservedAt;
    private int _wakeAsked;
    private long _dropped;

    /// <summary>An empty ring.</summary>
    /// <param name="capacity">Bytes held; memory is touched only as far as it is used.</param>
    /// <param name="wake">Called by the producer when the ring becomes half full: the consumer should not wait longer.</param>
    public ByteRing(int capacity, Action? wake = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _bytes = GC.AllocateUninitializedArray<byte>(capacity);
        _wake = wake;
    }

    /// <summary>Lines that found the ring full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Producer: room for one line in one piece, or false, and the line counts as dropped.</summary>
    public bool TryReserve(int length, out Span<byte> room)
    {
        var tail = _tail.Value;
        var head = Volatile.Read(ref _head.Value);
        if (tail >= head && _bytes.Length - tail >= length)
        {
            _reservedAt = tail;
        }
        else if (tail >= head && head > length)
        {
            _reservedAt = 0;
        }
        else if (tail < head && head - tail > length)
        {
            _reservedAt = tail;
        }
        else
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            room = default;
            return false;
        }

        room = _bytes.AsSpan(_reservedAt, length);
        return true;
    }

    /// <summary>Producer: hands over the first <paramref name="length"/> bytes of the room reserved last.</summary>
    public void Commit(int length)
    {
        var tail = _tail.Value;
        if (_reservedAt != tail)
        {
            _limit = tail;
        }

        Volatile.Write(ref _tail.Value, _reservedAt + length);
        AskForConsumer();
    }

    /// <summary>Consumer: the next bytes in one piece; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Peek()
    {
        Volatile.Write(ref _wakeAsked, 0);
        var tail = Volatile.Read(ref _tail.Value);
        var head = _head.Value;
        if (tail >= head)
        {
            return _bytes.AsMemory(head, tail - head);
        }

        if (head < _limit)
        {
            return _bytes.AsMemory(head, _limit - head);
        }

        Volatile.Write(ref _head.Value, 0);
        return _bytes.AsMemory(0, tail);
    }

    /// <summary>Consumer: gives back the first <paramref name="length"/> bytes of what <see cref="Peek"/> showed.</summary>
    public void Advance(int length) => Volatile.Write(ref _head.Value, _head.Value + length);

    private void AskForConsumer()
    {
        if (_wake is null || _wakeAsked != 0)
        {
            return;
        }

        var used = _tail.Value - Volatile.Read(ref _head.Value);
        used += used < 0 ? _bytes.Length : 0;
        if (used > _bytes.Length / 2)
        {
            Volatile.Write(ref _wakeAsked, 1);
            _wake();
        }
    }

    /// <summary>A position on a cache line of its own, so that the two threads do not take turns with one line.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Position
    {
        [FieldOffset(64)]
        public int Value;
    }
}
