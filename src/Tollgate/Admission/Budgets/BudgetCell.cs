namespace Tollgate.Admission.Budgets;

/// <summary>
/// What one subject spends in one calendar period: all loops count here, without a lock. What is spent and what requests under way have
/// reserved are one number, so that looking and taking are one step.
/// </summary>
internal sealed class BudgetCell(BudgetSubject subject, BudgetSpan span)
{
    private long _taken;
    private long _spent;
    private int _hasRefused;

    public BudgetSubject Subject => subject;

    public BudgetSpan Span => span;

    /// <summary>Nano-USD of finished requests. Amendments may lower it.</summary>
    public long Spent => Volatile.Read(ref _spent);

    /// <summary>Nano-USD that requests under way may still cost, by estimate.</summary>
    public long Reserved => Math.Max(0, Volatile.Read(ref _taken) - Spent);

    /// <summary>True for the first request of the period that finds no room, as this process sees it.</summary>
    public bool NoteFirstRefusal() => Volatile.Read(ref _hasRefused) == 0 && Interlocked.Exchange(ref _hasRefused, 1) == 0;

    /// <summary>Sets an amount aside if all that is spent and reserved stays within the limit with it.</summary>
    public bool TryReserve(long nanoUsd, long limit)
    {
        var taken = Volatile.Read(ref _taken);
        while (taken < limit && nanoUsd <= limit - taken)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + nanoUsd, taken);
            if (seen == taken) { return true; }
            taken = seen;
        }

        return false;
    }

    /// <summary>Gives back what was set aside and not spent.</summary>
    public void Release(long nanoUsd) => Interlocked.Add(ref _taken, -nanoUsd);

    /// <summary>The real cost takes the place of what was set aside; it is counted whatever the limit.</summary>
    public void Settle(long reserved, long cost)
    {
        Interlocked.Add(ref _taken, cost - reserved);
        Interlocked.Add(ref _spent, cost);
    }

    /// <summary>Spending that never was reserved here: another process's, or a correction, which may be negative.</summary>
    public void Add(long nanoUsd) => Settle(0, nanoUsd);
}
