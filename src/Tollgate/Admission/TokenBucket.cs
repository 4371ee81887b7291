using System.Runtime.CompilerServices;

namespace Tollgate.Admission;

/// <summary>
/// One rule's bucket for one subject, shared by all loops and exact: in any span of time t it admits at most
/// burst + limit × t ÷ window requests, however many threads ask.
/// </summary>
/// <remarks>
/// The level is kept in parts: a request costs as many as the window has ticks, and every tick refills as many as the limit.
/// That makes the arithmetic whole numbers without rounding, so no request is gained or lost over the years. Two words change
/// together, so a short spin-lock guards them; a compare-and-swap on one packed word would have to round.
/// </remarks>
internal sealed class TokenBucket
{
    /// <summary>Level and refill are kept below this, so that their sum cannot overflow.</summary>
    private const int MaxCapacityBits = 61;

    private readonly long _capacity;
    private readonly long _cost;
    private readonly long _ticksToFill;
    private readonly long _unitsPerSecond;
    private readonly int _shift;
    private long _level;
    private long _filledAt;
    private int _busy;

    /// <summary>A full bucket.</summary>
    /// <param name="rule">A valid rule.</param>
    /// <param name="ticksPerSecond">Unit of the times given to <see cref="TryTake"/>: <see cref="TimeProvider.TimestampFrequency"/>.</param>
    /// <param name="now">The present time on that clock.</param>
    public TokenBucket(RateRule rule, long ticksPerSecond, long now)
    {
        if (!rule.IsValid)
        {
            throw new ArgumentOutOfRangeException(nameof(rule), "Limit, window or burst is out of range.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ticksPerSecond);
        Rule = rule;

        // A month's window in nanoseconds times a large burst does not fit 64 bits: such rules count in coarser ticks.
        // The window is rounded up, which admits less, by less than one part in a million, and never more.
        var windowTicks = (Int128)rule.Window.Ticks * ticksPerSecond / TimeSpan.TicksPerSecond;
        windowTicks = Int128.Max(windowTicks, 1);
        var bits = (int)Int128.Log2(windowTicks * rule.Burst) + 1;
        _shift = Math.Max(0, bits - MaxCapacityBits);
        _cost = (long)((windowTicks + (Int128.One << _shift) - 1) >> _shift);
        _capacity = _cost * rule.Burst;
        _ticksToFill = (_capacity + rule.Limit - 1) / rule.Limit;
        _unitsPerSecond = Math.Max(1, ticksPerSecond >> _shift);
        _level = _capacity;
        _filledAt = now >> _shift;
    }

    /// <summary>What this bucket enforces.</summary>
    public RateRule Rule { get; }

    /// <summary>Takes one request's worth if it is there.</summary>
    /// <param name="now">Monotonic time. Loops may be a little apart: a time before the latest seen refills nothing.</param>
    /// <param name="state">How the bucket stands afterwards.</param>
    public bool TryTake(long now, out LimitState state)
    {
        now >>= _shift;
        var limit = Rule.Limit;
        Enter();
        var level = _level;
        var elapsed = now - _filledAt;
        if (elapsed > 0)
        {
            level = elapsed >= _ticksToFill ? _capacity : Math.Min(_capacity, level + (elapsed * limit));
            _filledAt = now;
        }

        var admitted = level >= _cost;
        level -= admitted ? _cost : 0;
        _level = level;
        Volatile.Write(ref _busy, 0);

        state = new LimitState(
            admitted,
            limit,
            level / _cost,
            Milliseconds(_capacity - level, limit),
            level >= _cost ? 0 : Milliseconds(_cost - level, limit));
        return admitted;
    }

    /// <summary>Milliseconds, rounded up, until so many parts have been refilled.</summary>
    private long Milliseconds(long parts, long limit)
    {
        var ticks = (parts + limit - 1) / limit;
        var seconds = ticks / _unitsPerSecond;
        var rest = ticks - (seconds * _unitsPerSecond);
        return (seconds * 1000) + (((rest * 1000) + _unitsPerSecond - 1) / _unitsPerSecond);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            Wait();
        }
    }

    /// <summary>The holder does a dozen instructions. It may have been preempted in them, so after a while the core is given up.</summary>
    private void Wait()
    {
        var spin = default(SpinWait);
        do
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _busy) != 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0);
    }
}
