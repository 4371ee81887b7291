namespace Tollgate.Balancing;

/// <summary>Whether one target may be asked now: breaker, rests, health checks, slow start. Any loop writes, any loop reads.</summary>
internal sealed class TargetHealth
{
    /// <summary>The longest rest that a target may ask for (check 21).</summary>
    public const long MaxRestMs = 5 * 60_000;

    private readonly Rest _rest = new();
    private readonly ModelRests _ofModels = new();
    private BreakerOptions _options = BreakerOptions.Default;
    private CheckState? _check;
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
    /// <param name="model">Of a target that serves a pattern: <see cref="ModelRests.KeyOf"/> of the model in question; else 0.</param>
    public Exclusion Check(long nowMs, ulong model = 0)
    {
        if (_heartbeatMissed)
        {
            return Exclusion.NoHeartbeat;
        }

        var rest = Of(model);
        var rests = rest is not null && rest.LeftMs(nowMs) > 0;
        if (rests && !rest!.IsGuess)
        {
            return Exclusion.Resting;
        }

        if (Volatile.Read(ref _check) is { IsUnhealthy: true })
        {
            return Exclusion.Unhealthy;
        }

        return !Breaker.MayPass(nowMs) ? Exclusion.BreakerOpen : rests ? Exclusion.Spared : Exclusion.None;
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
    public long WaitMs(long nowMs, ulong model = 0)
    {
        var rest = Of(model)?.LeftMs(nowMs) ?? 0;
        var unhealthy = Volatile.Read(ref _check) is { IsUnhealthy: true } ? Rest.FirstGuessMs : 0;
        return Math.Max(Math.Max(rest, unhealthy), Breaker.WaitMs(nowMs));
    }

    /// <summary>It rests because it said that it has too much to do, as against a server that said it was unavailable.</summary>
    public bool IsOverloaded(long nowMs, ulong model = 0) => Of(model)?.IsOverloaded(nowMs) == true;

    /// <summary>Milliseconds of its longest rest that are left, 0 for none.</summary>
    public long RestMs(long nowMs) => Math.Max(_rest.LeftMs(nowMs), _ofModels.LeftMs(nowMs));

    /// <summary>It is not to be asked for a while: see <see cref="Rest.Begin"/>.</summary>
    /// <returns>True when a rest began; false when it was resting already.</returns>
    public bool BeginRest(long nowMs, long askedMs, bool overloaded, ulong model = 0)
    {
        if (!_options.Enabled)
        {
            return false; // its operator wants every request to reach it
        }

        var began = (model == 0 ? _rest : _ofModels.GetOrAdd(model, nowMs)).Begin(nowMs, askedMs, overloaded);
        if (began)
        {
            Interlocked.Increment(ref _rests);
        }

        return began;
    }

    /// <summary>It answered as it should: the next rest that is guessed begins short again.</summary>
    public void Rested(ulong model = 0) => Of(model)?.Answered();

    private Rest? Of(ulong model) => model == 0 ? _rest : _ofModels.Find(model);
}
