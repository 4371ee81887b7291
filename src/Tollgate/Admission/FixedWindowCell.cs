namespace Tollgate.Admission;

/// <summary>
/// Windows one after another, the first from the cell's first use on. What was charged beyond the limit is owed in the windows that follow.
/// </summary>
internal sealed class FixedWindowCell : WindowCell
{
    /// <summary>A debt of more time than this is not told any closer.</summary>
    private const long Never = long.MaxValue / 4;

    private long _start = -1;

    /// <summary>An unused cell.</summary>
    public FixedWindowCell(long id, LimitRule rule, string subject, UInt128 key)
        : base(id, rule, subject, key)
    {
    }

    /// <inheritdoc/>
    public override long Take(long amount, long nowUs)
    {
        _start = _start < 0 ? nowUs : _start;
        Used += amount;
        return Math.Max(nowUs, _start); // a loop's clock may lag behind the one that opened the window
    }

    /// <inheritdoc/>
    public override void Refund(long amount, long stamp, long nowUs)
    {
        Expire(nowUs);
        if (stamp >= _start)
        {
            Used = Math.Max(0, Used - amount);
        }
    }

    /// <inheritdoc/>
    protected override void Expire(long nowUs)
    {
        var elapsed = nowUs - _start;
        if (_start < 0 || elapsed < Window)
        {
            return;
        }

        var windows = elapsed / Window;
        _start += windows * Window;
        Used = windows > Used / Limit ? 0 : Math.Max(0, Used - (windows * Limit));
    }

    /// <inheritdoc/>
    /// <remarks>Each window that ends takes the limit off what is used.</remarks>
    protected override long UntilUsedIs(long target, long nowUs)
    {
        if (Used <= target)
        {
            return 0;
        }

        var windows = ((Used - target - 1) / Limit) + 1;
        return windows > Never / Window ? Never : Math.Max(1, _start + (windows * Window) - nowUs);
    }
}
