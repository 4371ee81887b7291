namespace Tollgate.Balancing;

/// <summary>
/// Takes a target that fails out of rotation and lets it back in. Shared by all loops: a lock is held for a few stores, and in the usual
/// case, an answer while closed, not at all.
/// </summary>
/// <remarks>
/// Each request that may pass gets a pass, a number made of the breaker's generation and whether it is a probe. Reports of an older
/// generation are dropped: what was under way when the breaker opened says nothing about the target since.
/// </remarks>
internal sealed class Breaker
{
    private const int Classes = (int)TargetFault.Broken + 1;

    /// <summary>A probe that has not reported after this long is taken for lost and does not hold its place any more.</summary>
    private const long ProbeLimitMs = 60_000;

    /// <summary>Open times double at most so often; <see cref="BreakerOptions.MaxOpenMs"/> is the bound that counts.</summary>
    private const int MaxDoublings = 20;

    private readonly Lock _gate = new();
    private readonly int[] _inRow = new int[Classes];
    private BreakerOptions _options;
    private RollingCount _answered;
    private RollingCount _failed;
    private volatile BreakerState _state;
    private volatile int _generation = 1;
    private long _openUntilMs;
    private long _closedAtMs = long.MinValue;
    private long _probedAtMs;
    private int _probes;
    private int _successes;
    private int _opensInRow;
    private long _opened;
    private long _halfOpened;
    private long _closed;

    public Breaker(BreakerOptions options)
    {
        _options = options;
        _answered = new RollingCount(options.WindowMs);
        _failed = new RollingCount(options.WindowMs);
    }

    /// <summary>Times that it opened.</summary>
    public long OpenedCount => Volatile.Read(ref _opened);

    /// <summary>Times that a probe was let through after its rest.</summary>
    public long HalfOpenedCount => Volatile.Read(ref _halfOpened);

    /// <summary>Times that it closed again.</summary>
    public long ClosedCount => Volatile.Read(ref _closed);

    /// <summary>Takes over the settings of a new snapshot; the state stays.</summary>
    public void Configure(BreakerOptions options)
    {
        lock (_gate)
        {
            if (options.WindowMs != _options.WindowMs)
            {
                _answered = new RollingCount(options.WindowMs);
                _failed = new RollingCount(options.WindowMs);
            }

            _options = options;
            if (!options.Enabled && _state != BreakerState.Closed)
            {
                _state = BreakerState.Closed;
                _generation++;
                Array.Clear(_inRow);
            }
        }
    }

    /// <summary>Its state; one whose open time is over counts as half-open, though no probe has come yet.</summary>
    public BreakerState StateAt(long nowMs)
    {
        var state = _state;
        return state == BreakerState.Open && nowMs >= Volatile.Read(ref _openUntilMs) ? BreakerState.HalfOpen : state;
    }

    /// <summary>Whether a request could pass now. Takes nothing.</summary>
    public bool MayPass(long nowMs) => _state switch
    {
        BreakerState.Closed => true,
        BreakerState.Open => nowMs >= Volatile.Read(ref _openUntilMs),
        _ => Volatile.Read(ref _probes) < _options.Probes || nowMs - Volatile.Read(ref _probedAtMs) > ProbeLimitMs,
    };

    /// <summary>Milliseconds until a request may pass again, 0 for now. A half-open breaker whose probes are out counts as one second.</summary>
    public long WaitMs(long nowMs) => MayPass(nowMs) ? 0 : _state == BreakerState.Open ? Math.Max(1, Volatile.Read(ref _openUntilMs) - nowMs) : 1000;

    /// <summary>Share of its traffic that a target should get, 0 to 1: all of it but in the time after a return.</summary>
    public double ShareAt(long nowMs)
    {
        if (_state != BreakerState.Closed)
        {
            return SlowStart.Least;
        }

        return SlowStart.Share(nowMs, Volatile.Read(ref _closedAtMs), _options.SlowStartMs);
    }

    /// <summary>Lets a request pass, or not. Each that passes reports once by <see cref="Answered"/>, <see cref="Failed"/> or <see cref="Released"/>.</summary>
    public bool TryPass(long nowMs, out int pass, out BreakerChange change)
    {
        change = BreakerChange.None;
        var generation = _generation;
        if (_state == BreakerState.Closed)
        {
            pass = generation << 1;
            return true;
        }

        lock (_gate)
        {
            return TryPassLocked(nowMs, out pass, out change);
        }
    }

    /// <summary>The head of an answer came that is no failure.</summary>
    public BreakerChange Answered(int pass, long nowMs)
    {
        if (pass >> 1 != _generation)
        {
            return BreakerChange.None;
        }

        if ((pass & 1) != 0)
        {
            lock (_gate)
            {
                return ProbeAnsweredLocked(pass, nowMs);
            }
        }

        _answered.Add(nowMs);
        Forget(TargetFault.Connect);
        Forget(TargetFault.Timeout);
        Forget(TargetFault.ServerError);
        return BreakerChange.None;
    }

    /// <summary>The answer came to its end.</summary>
    public void Completed(int pass)
    {
        if (pass >> 1 == _generation)
        {
            Forget(TargetFault.Broken);
        }
    }

    /// <summary>The target failed.</summary>
    public BreakerChange Failed(int pass, TargetFault fault, long nowMs)
    {
        var options = _options;
        if (!options.Enabled || pass >> 1 != _generation)
        {
            return BreakerChange.None;
        }

        lock (_gate)
        {
            if (pass >> 1 != _generation)
            {
                return BreakerChange.None;
            }

            if (_state != BreakerState.Closed)
            {
                return OpenLocked(nowMs);
            }

            _failed.Add(nowMs);
            var failed = _failed.Sum(nowMs);
            var all = failed + _answered.Sum(nowMs);
            var inRow = ++_inRow[(int)fault];
            return inRow >= options.Limit(fault) || (all >= options.MinRequests && failed >= options.Rate * all)
                ? OpenLocked(nowMs)
                : BreakerChange.None;
        }
    }

    /// <summary>The request said nothing about the target: its client left, or it was never sent.</summary>
    public void Released(int pass)
    {
        if ((pass & 1) == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (pass >> 1 == _generation && _probes > 0)
            {
                _probes--;
            }
        }
    }

    private bool TryPassLocked(long nowMs, out int pass, out BreakerChange change)
    {
        change = BreakerChange.None;
        pass = 0;
        if (_state == BreakerState.Open && nowMs >= _openUntilMs)
        {
            _state = BreakerState.HalfOpen;
            _generation++;
            _probes = _successes = 0;
            _halfOpened++;
            change = BreakerChange.HalfOpened;
        }

        if (_state == BreakerState.Open)
        {
            return false;
        }

        if (_state == BreakerState.Closed)
        {
            pass = _generation << 1;
            return true;
        }

        if (_probes >= _options.Probes)
        {
            if (nowMs - _probedAtMs <= ProbeLimitMs)
            {
                return false;
            }

            _probes--;
        }

        _probes++;
        _probedAtMs = nowMs;
        pass = (_generation << 1) | 1;
        return true;
    }

    private BreakerChange ProbeAnsweredLocked(int pass, long nowMs)
    {
        if (pass >> 1 != _generation)
        {
            return BreakerChange.None;
        }

        _probes = Math.Max(0, _probes - 1);
        if (++_successes < _options.CloseAfter)
        {
            return BreakerChange.None;
        }

        _generation++;
        Array.Clear(_inRow);
        _answered.Clear();
        _failed.Clear();
        Volatile.Write(ref _closedAtMs, nowMs);
        _state = BreakerState.Closed;
        _closed++;
        return BreakerChange.Closed;
    }

    private BreakerChange OpenLocked(long nowMs)
    {
        // After a while in good order the next failure is a new story, not the old one's continuation.
        if (_state == BreakerState.Closed && (_closedAtMs == long.MinValue || nowMs - _closedAtMs > _options.MaxOpenMs))
        {
            _opensInRow = 0;
        }

        var open = (long)_options.OpenMs << Math.Min(_opensInRow, MaxDoublings);
        _opensInRow++;
        _openUntilMs = nowMs + Math.Min(open, _options.MaxOpenMs);
        _generation++;
        _state = BreakerState.Open;
        _opened++;
        return BreakerChange.Opened;
    }

    /// <summary>Reads before it writes: in the usual case the line stays shared between the loops.</summary>
    private void Forget(TargetFault fault)
    {
        if (Volatile.Read(ref _inRow[(int)fault]) != 0)
        {
            Volatile.Write(ref _inRow[(int)fault], 0);
        }
    }
}
