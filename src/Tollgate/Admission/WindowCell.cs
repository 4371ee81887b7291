namespace Tollgate.Admission;

/// <summary>What cells have in common that count what was used of a limit within a window.</summary>
internal abstract class WindowCell : LimitCell
{
    /// <summary>An unused cell.</summary>
    protected WindowCell(long id, LimitRule rule, string subject, UInt128 key)
        : base(id, rule, subject, key)
    {
        Window = Math.Max(1, rule.WindowUs);
        Limit = rule.Limit;
    }

    /// <inheritdoc/>
    public sealed override long Capacity => Limit;

    /// <summary>In microseconds.</summary>
    protected long Window { get; }

    /// <summary>The limit in force.</summary>
    protected long Limit { get; private set; }

    /// <summary>How much of it is used; more where something is owed.</summary>
    protected long Used { get; set; }

    /// <inheritdoc/>
    public sealed override bool Fits(long amount, long nowUs)
    {
        Expire(nowUs);
        return amount <= Limit - Used;
    }

    /// <inheritdoc/>
    public sealed override void Charge(long amount, long nowUs)
    {
        Expire(nowUs);
        Take(Math.Min(amount, (long.MaxValue / 4) - Used), nowUs);
    }

    /// <inheritdoc/>
    public sealed override long FreeInUs(long amount, long nowUs)
    {
        Expire(nowUs);
        return amount > Limit ? long.MaxValue : UntilUsedIs(Limit - amount, nowUs);
    }

    /// <inheritdoc/>
    public sealed override long Remaining(long nowUs)
    {
        Expire(nowUs);
        return Limit - Used;
    }

    /// <inheritdoc/>
    public sealed override long ResetInUs(long nowUs)
    {
        Expire(nowUs);
        return UntilUsedIs(0, nowUs);
    }

    /// <inheritdoc/>
    protected sealed override void Change(LimitRule rule, long nowUs)
    {
        Expire(nowUs);
        Limit = rule.Limit;
    }

    /// <summary>Locked: what lies too far back is not used any more.</summary>
    protected abstract void Expire(long nowUs);

    /// <summary>Locked: microseconds until no more than that is used, at least 1; 0 where that is so now.</summary>
    protected abstract long UntilUsedIs(long target, long nowUs);
}
