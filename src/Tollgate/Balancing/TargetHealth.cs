namespace Tollgate.Balancing;

/// <summary>Whether one target may be asked now: breaker, rests, health checks, slow start. Any loop writes, any loop reads.</summary>
internal sealed class TargetHealth
{
    /// <summary>The longest rest that a target may ask for (check 21).</summary>
    public const long MaxRestMs = 5 * 60_000;

    /// <summary>The first rest of a target that refused without saying for how long; doubles each time that it refuses again after it.</summary>
    private const long FirstRestMs = 1_000;

    private const long LongestGuessMs = 30_000;

    private BreakerOptions _options = BreakerOptions.Default;
    private CheckState? _check;
    private long _restsUntilMs = long.MinValue;
    private int _restsInRow;
    private volatile bool _isOverloaded;
    private long _rests;
    private volatile bool _heartbeatMissed;

    public Breaker Breaker { get; } = new(BreakerOptions.Default);

    /// <summary>Times that it was sent to rest.</summary>
    public long Rests => Volatile.Read(ref _rests);

    /// <summary>What its provider's health checks found; null where there are none.</summary>
    public CheckState? Checks => Volatile.Read(ref _check);

    /// <summary>Takes over the settings of a new snapshot.</summary>
    public void Configure(BreakerOptions options, CheckState? check)
    {
        _options = options;
        Breaker.Configure(options);
        Volatile.Write(ref _check, check);
    }

    /// <summary>Why it may not be asked; <see cref="Exclusion.None"/> when it may. Takes nothing.</summary>
    /// <param name="nowMs">Monotonic milliseconds, the same clock on all loops.</param>
    public Exclusion Check(long nowMs)
    {
        if (_heartbeatMissed)
        {
            return Exclusion.NoHeartbeat;
        }

        if (nowMs < Volatile.Read(ref _restsUntilMs))
        {
            return Exclusion.Resting;
        }

        if (Volatile.Read(ref _check) is { IsUnhealthy: true })
        {
            return Exclusion.Unhealthy;
        }

        return Breaker.MayPass(nowMs) ? Exclusion.None : Exclusion.BreakerOpen;
    }

    /// <summary>Says whether the heartbeats of a provider that registered itself have stopped.</summary>
    public void SetHeartbeat(bool missed) => _heartbeatMissed = missed;

    /// <summary>The part of its usual traffic that it should get, 0 to 1: less than all of it only in the time after a return.</summary>
    public double Share(long nowMs)
    {
        var share = Breaker.ShareAt(nowMs);
        return Volatile.Read(ref _check) is { } check ? Math.Min(share, SlowStart.Share(nowMs, check.ReturnedAtMs, _options.SlowStartMs)) : share;
    }

    /// <summary>Milliseconds until it may be asked again as far as that is known, 0 for now.</summary>
    public long WaitMs(long nowMs)
    {
        var unhealthy = Volatile.Read(ref _check) is { IsUnhealthy: true } ? FirstRestMs : 0;
        return Math.Max(Math.Max(RestMs(nowMs), unhealthy), Breaker.WaitMs(nowMs));
    }

    /// <summary>It rests because it said that it has too much to do, as against a server that said it was unavailable.</summary>
    public bool IsOverloaded(long nowMs) => _isOverloaded && RestMs(nowMs) > 0;

    /// <summary>Milliseconds of its rest that are left, 0 for none.</summary>
    public long RestMs(long nowMs) => Volatile.Read(ref _restsUntilMs) is var until && until > nowMs ? until - nowMs : 0;

    /// <summary>It is not to be asked for a while.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="askedMs">How long it asked for; negative when it did not say.</param>
    /// <param name="overloaded">It has too much to do: 429 or 529.</param>
    /// <returns>True when a rest began; false when it was resting already.</returns>
    public bool Rest(long nowMs, long askedMs, bool overloaded)
    {
        var until = Volatile.Read(ref _restsUntilMs);
        var resting = until > nowMs;
        if (askedMs < 0 && resting)
        {
            return false; // the others that were under way at the same time refuse as well: that is one refusal
        }

        var rest = askedMs >= 0 ? Math.Min(askedMs, MaxRestMs) : Math.Min(FirstRestMs << Math.Min(_restsInRow, 10), LongestGuessMs);
        if (rest <= 0)
        {
            return false;
        }

        _isOverloaded = overloaded;
        if (!resting)
        {
            _restsInRow++;
            Interlocked.Increment(ref _rests);
        }

        // A shorter wish that comes later does not end a longer rest.
        while (nowMs + rest > until)
        {
            var seen = Interlocked.CompareExchange(ref _restsUntilMs, nowMs + rest, until);
            if (seen == until)
            {
                break;
            }

            until = seen;
        }

        return !resting;
    }

    /// <summary>It answered as it should: the next rest begins short again.</summary>
    public void Rested()
    {
        if (_restsInRow != 0)
        {
            _restsInRow = 0;
        }
    }
}
