using Tollgate.Admission.Shared;

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
    private BudgetShare? _share;

    public BudgetSubject Subject => subject;

    public BudgetSpan Span => span;

    /// <summary>Nano-USD of finished requests. Amendments may lower it.</summary>
    public long Spent => Volatile.Read(ref _spent);

    /// <summary>Nano-USD that requests under way may still cost, by estimate.</summary>
    public long Reserved => Math.Max(0, Volatile.Read(ref _taken) - Spent);

    /// <summary>Nano-USD spent or set aside by this gateway.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Nano-USD spent by all gateways that count together, as far as is known here.</summary>
    public long SpentByAll => Spent + (Volatile.Read(ref _share)?.OthersSpent ?? 0);

    /// <summary>Nano-USD set aside by all gateways that count together, as far as is known here.</summary>
    public long ReservedByAll => Reserved + (Volatile.Read(ref _share) is { } share ? Math.Max(0, share.OthersTaken - share.OthersSpent) : 0);

    /// <summary>Others were asked, or told, of it.</summary>
    public bool IsShared => Volatile.Read(ref _share) is not null;

    /// <summary>How it is counted by several gateways.</summary>
    public BudgetShare Share => Volatile.Read(ref _share) ?? MakeShare();

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

    /// <summary>Whether what is spent and set aside here, and what the others were last known to have spent, is within the limit.</summary>
    public bool IsWithin(long limit) => SpentByAll + Math.Max(0, Taken - Spent) <= limit;

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

    private BudgetShare MakeShare()
    {
        var made = new BudgetShare(this);
        return Interlocked.CompareExchange(ref _share, made, null) ?? made;
    }
}
