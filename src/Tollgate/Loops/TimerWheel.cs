using System.Numerics;

namespace Tollgate.Loops;

/// <summary>
/// The deadlines of one loop. Coarse (a deadline fires 0–8 ms late, never early), O(1), and a deadline that moves later is not moved at
/// all: the timer is filed again when its old slot comes up, since most deadlines are put off long before they are due.
/// </summary>
internal sealed class TimerWheel
{
    /// <summary>Milliseconds in one tick, a power of two.</summary>
    public const int TickMs = 8;

    private const int Slots = 4096; // 32 s; later deadlines are filed again on the way
    private readonly LoopTimer?[] _slots = new LoopTimer?[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private readonly Action<Exception> _onFault;
    private long _tick;

    /// <summary>A wheel without timers.</summary>
    /// <param name="nowMs">The time at which the wheel starts.</param>
    /// <param name="onFault">Told what a timer throws; the others fire all the same.</param>
    public TimerWheel(long nowMs, Action<Exception> onFault)
    {
        _tick = nowMs / TickMs;
        _onFault = onFault;
    }

    /// <summary>Timers filed now.</summary>
    public int Count { get; private set; }

    /// <summary>Sets or moves a timer to <paramref name="delayMs"/> after <paramref name="nowMs"/>.</summary>
    public void Set(LoopTimer timer, long nowMs, long delayMs)
    {
        var due = ((nowMs + delayMs) / TickMs) + 1;
        timer.DueTick = due;
        if (timer.FiledAt != 0)
        {
            if (timer.FiledAt <= due)
            {
                return;
            }

            Unfile(timer);
        }

        File(timer, due);
    }

    /// <summary>Unsets a timer. It stays in its slot until that comes up, unless it is <see cref="Remove"/>d.</summary>
    public static void Clear(LoopTimer timer) => timer.DueTick = 0;

    /// <summary>Unsets a timer and forgets it, for owners that go away.</summary>
    public void Remove(LoopTimer timer)
    {
        timer.DueTick = 0;
        if (timer.FiledAt != 0)
        {
            Unfile(timer);
        }
    }

    /// <summary>Milliseconds until the next slot that holds a timer; -1 when none does.</summary>
    public int MsToNext(long nowMs)
    {
        if (Count == 0)
        {
            return -1;
        }

        var ahead = SlotsToNext();
        return (int)Math.Max(0, ((_tick + ahead) * TickMs) - nowMs);
    }

    /// <summary>Fires what is due by <paramref name="nowMs"/>.</summary>
    public void Advance(long nowMs)
    {
        var now = nowMs / TickMs;
        while (_tick < now)
        {
            if (Count == 0)
            {
                _tick = now;
                return;
            }

            _tick += Math.Min(SlotsToNext(), now - _tick);
            FireSlot();
        }
    }

    private void FireSlot()
    {
        var slot = (int)(_tick & (Slots - 1));
        if ((_occupied[slot >> 6] & (1UL << slot)) == 0)
        {
            return;
        }

        // A firing timer may set, clear or remove any other, so take them one at a time from the head.
        LoopTimer? deferred = null;
        while (_slots[slot] is { } timer)
        {
            Unfile(timer);
            if (timer.DueTick > _tick)
            {
                timer.Next = deferred; // filing at once could land in this very slot, a turn of the wheel later
                deferred = timer;
                timer.FiledAt = -1;
            }
            else if (timer.DueTick != 0)
            {
                timer.DueTick = 0;
                Fire(timer);
            }
        }

        while (deferred is not null)
        {
            var timer = deferred;
            deferred = timer.Next;
            timer.Next = null;
            timer.FiledAt = 0;
            if (timer.DueTick != 0)
            {
                File(timer, timer.DueTick);
            }
        }
    }

    private void Fire(LoopTimer timer)
    {
        try
        {
            timer.OnDue();
        }
#pragma warning disable CA1031 // the edge of the loop: an exception here would leave timers in a slot that has passed
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _onFault(exception);
        }
    }

    private long SlotsToNext()
    {
        // Words from the one that holds the next slot, around the wheel, back to the same one.
        var start = (int)((_tick + 1) & (Slots - 1));
        var word = start >> 6;
        var bits = _occupied[word] & (ulong.MaxValue << start);
        for (var step = 0; step <= Slots / 64; step++)
        {
            if (bits != 0)
            {
                var slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                return ((slot - start) & (Slots - 1)) + 1;
            }

            word = (word + 1) & ((Slots / 64) - 1);
            bits = _occupied[word];
        }

        return Slots;
    }

    private void File(LoopTimer timer, long due)
    {
        var tick = Math.Clamp(due, _tick + 1, _tick + Slots - 1);
        var slot = (int)(tick & (Slots - 1));
        timer.FiledAt = tick;
        timer.Previous = null;
        timer.Next = _slots[slot];
        if (timer.Next is not null)
        {
            timer.Next.Previous = timer;
        }

        _slots[slot] = timer;
        _occupied[slot >> 6] |= 1UL << slot;
        Count++;
    }

    private void Unfile(LoopTimer timer)
    {
        if (timer.FiledAt == -1)
        {
            return; // on the way to another slot; its DueTick decides
        }

        var slot = (int)(timer.FiledAt & (Slots - 1));
        if (timer.Previous is not null)
        {
            timer.Previous.Next = timer.Next;
        }
        else
        {
            _slots[slot] = timer.Next;
            if (timer.Next is null)
            {
                _occupied[slot >> 6] &= ~(1UL << slot);
            }
        }

        if (timer.Next is not null)
        {
            timer.Next.Previous = timer.Previous;
        }

        timer.FiledAt = 0;
        timer.Next = timer.Previous = null;
        Count--;
    }
}
