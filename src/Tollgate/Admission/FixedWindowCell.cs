namespace Tollgate.Admission;

/// <summary>
/// Windows one after another, the first from the cell's first use on. What was charged beyond the limit is owed in the windows that follow.
/// </summary>
internal sealed class FixedWindowCell : LimitCell
{
    /// <summary>A debt of more time than this is not told any closer.</summary>
    private const long Never = long.MaxValue / 4;

    private readonly long _window;
    private long _limit;
    private long _start = -1;
    private long _used;

    /// <summary>An unused cell.</summary>
    public FixedWindowCell(long id, LimitRule rule, string subject, UInt128 key)
        : base(id, rule, subject, key)
    {
        _window = Math.Max(1, rule.WindowUs);
        _limit = rule.Limit;
    }

    /// <inheritdoc/>
    public override long Capacity => _limit;

    /// <inheritdoc/>
    public override bool Fits(long amount, long nowUs)
    {
        Roll(nowUs);
        return amount <= _limit - _used;
    }

    /// <inheritdoc/>
    public override long Take(long amount, long nowUs)
    {
        _start = _start < 0 ? nowUs : _start;
        _used += amount;
        return Math.Max(nowUs, _start); // a loop's clock may lag behind the one that opened the window
    }

    /// <inheritdoc/>
    public override void Charge(long amount, long nowUs)
    {
        Roll(nowUs);
        Take(Math.Min(amount, (long.MaxValue / 4) - _used), nowUs);
    }

    /// <inheritdoc/>
    public override void Refund(long amount, long stamp, long nowUs)
    {
        Roll(nowUs);
        if (stamp >= _start)
        {
            _used = Math.Max(0, _used - amount);
        }
    }

    /// <inheritdoc/>
    public override long FreeInUs(long amount, long nowUs)
    {
        Roll(nowUs);
        return amount > _limit ? long.MaxValue : UntilUsedIs(_limit - amount, nowUs);
    }

    /// <inheritdoc/>
    public override long Remaining(long nowUs)
    {
        Roll(nowUs);
        return _limit - _used;
    }

    /// <inheritdoc/>
    public override long ResetInUs(long nowUs)
    {
        Roll(nowUs);
        return UntilUsedIs(0, nowUs);
    }

    /// <inheritdoc/>
    protected override void Change(LimitRule rule, long nowUs)
    {
        Roll(nowUs);
        _limit = rule.Limit;
    }

    private void Roll(long nowUs)
    {
        var elapsed = nowUs - _start;
        if (_start < 0 || elapsed < _window)
        {
            return;
        }

        var windows = elapsed / _window;
        _start += windows * _window;
        _used = windows > _used / _limit ? 0 : Math.Max(0, _used - (windows * _limit));
    }

    /// <summary>Each window that ends takes the limit off what is used.</summary>
    private long UntilUsedIs(long target, long nowUs)
    {
        if (_used <= target)
        {
            return 0;
        }

        var windows = ((_used - target - 1) / _limit) + 1;
        return windows > Never / _window ? Never : Math.Max(1, _start + (windows * _window) - nowUs);
    }
}
