namespace Tollgate.Admission;

/// <summary>Requests at once. What is taken is given back when the request ends; time has no part in it.</summary>
internal sealed class ConcurrencyCell(long id, LimitRule rule, string subject, UInt128 key) : LimitCell(id, rule, subject, key)
{
    private long _limit = rule.Limit;
    private long _used;

    /// <inheritdoc/>
    public override long Capacity => _limit;

    /// <inheritdoc/>
    public override bool Fits(long amount, long nowUs) => amount <= _limit - _used;

    /// <inheritdoc/>
    public override long Take(long amount, long nowUs)
    {
        _used += amount;
        return 0;
    }

    /// <inheritdoc/>
    public override void Charge(long amount, long nowUs) => _used += amount;

    /// <inheritdoc/>
    public override void Refund(long amount, long stamp, long nowUs) => _used -= amount;

    /// <inheritdoc/>
    public override long FreeInUs(long amount, long nowUs) => amount <= _limit - _used ? 0 : long.MaxValue;

    /// <inheritdoc/>
    public override long Remaining(long nowUs) => _limit - _used;

    /// <inheritdoc/>
    public override long ResetInUs(long nowUs) => _used == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected override void Change(LimitRule rule, long nowUs) => _limit = rule.Limit;
}
