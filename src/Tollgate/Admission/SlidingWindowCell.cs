namespace Tollgate.Admission;

/// <summary>
/// The last window, at any moment: in no span of one window's length is more admitted than the limit. An amount counts from its moment on
/// until a window later. Memory is bounded: amounts that lie within a 64th of a window of each other are one entry and expire together, with
/// the last of them, so that one may count up to a 64th longer than its window, and never shorter. While there are at most 64 of them, each
/// is an entry of its own, and exact: rules for up to 64 requests always are.
/// </summary>
/// <remarks>The usual counter of two weighted windows guesses how the last window's requests lay in it, and admits too much when they came late.</remarks>
internal sealed class SlidingWindowCell : WindowCell
{
    private const int Parts = 64;

    /// <summary>Up to 64 entries as they come; those behind them begin a part apart, so that 65 of these cover a window.</summary>
    private const int MaxEntries = (2 * Parts) + 2;

    private readonly long _part;
    private Entry[] _entries = new Entry[4];
    private int _first;
    private int _count;

    /// <summary>An unused cell.</summary>
    public SlidingWindowCell(long id, LimitRule rule, string subject, UInt128 key)
        : base(id, rule, subject, key)
    {
        _part = (Window / Parts) + 1;
    }

    /// <inheritdoc/>
    public override long Take(long amount, long nowUs)
    {
        Used += amount;
        if (_count > 0)
        {
            ref var newest = ref At(_count - 1);
            nowUs = Math.Max(nowUs, newest.Last);
            if (nowUs == newest.Last || (_count >= Parts && nowUs - newest.First < _part))
            {
                newest.Last = nowUs;
                newest.Amount += amount;
                return nowUs;
            }
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        At(_count++) = new Entry { First = nowUs, Last = nowUs, Amount = amount };
        return nowUs;
    }

    /// <inheritdoc/>
    public override void Refund(long amount, long stamp, long nowUs)
    {
        Expire(nowUs);
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var entry = ref At(i);
            if (stamp > entry.Last)
            {
                return;
            }

            if (stamp >= entry.First)
            {
                var back = Math.Min(amount, entry.Amount);
                entry.Amount -= back;
                Used -= back;
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Expire(long nowUs)
    {
        while (_count > 0)
        {
            ref readonly var oldest = ref At(0);
            if (nowUs - oldest.Last < Window)
            {
                return;
            }

            Used -= oldest.Amount;
            _first = _first + 1 == _entries.Length ? 0 : _first + 1;
            _count--;
        }
    }

    /// <inheritdoc/>
    protected override long UntilUsedIs(long target, long nowUs)
    {
        var left = Used;
        for (var i = 0; left > target; i++)
        {
            ref readonly var entry = ref At(i);
            left -= entry.Amount;
            if (left <= target)
            {
                return Math.Max(1, entry.Last + Window - nowUs);
            }
        }

        return 0;
    }

    private ref Entry At(int index)
    {
        index += _first;
        return ref _entries[index < _entries.Length ? index : index - _entries.Length];
    }

    private void Grow()
    {
        var grown = new Entry[Math.Min(MaxEntries, _entries.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            grown[i] = At(i);
        }

        (_entries, _first) = (grown, 0);
    }

    private struct Entry
    {
        public long First;
        public long Last;
        public long Amount;
    }
}
