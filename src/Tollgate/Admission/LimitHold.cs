using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>
/// What one request asks of the limits, all of it together or nothing; and, once admitted, what it has to correct and give back. Rented from the
/// loop; may live across an await (a queue, a store), unlike the locks.
/// </summary>
internal sealed class LimitHold
{
    /// <summary>Thousands of idle streams may each have a hold, so it grows only when it must.</summary>
    private const int UsualEntries = 2;

    private LimitEntry[] _entries = new LimitEntry[UsualEntries];
    private bool _isSettled;

    /// <summary>Whom it may not overtake: everybody who waits, until it has waited itself.</summary>
    private long _age = LimitWaiters.Newcomer;

    /// <summary>Where it waits: while there is no room there, it does not matter who else has none.</summary>
    private LimitCell? _home;

    /// <summary>Cells asked for or held.</summary>
    public int Count { get; private set; }

    /// <summary>Nothing of it will be corrected or given back.</summary>
    public bool IsSpent
    {
        get
        {
            foreach (ref var entry in _entries.AsSpan(0, Count))
            {
                if (entry.IsHeld)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>How the tightest rule for requests stood when the request was decided on; no rule where there is none.</summary>
    public LimitReading Requests { get; private set; }

    /// <summary>As <see cref="Requests"/>, for tokens.</summary>
    public LimitReading Tokens { get; private set; }

    /// <summary>The last verdict.</summary>
    public LimitVerdict Verdict { get; private set; }

    /// <summary>Of the providers' rules that had no room, the one that has some first; none where all had room.</summary>
    public LimitVerdict Upstream { get; private set; }

    /// <summary>A cell was thrown away between being found and being locked: nothing was taken, and all must be looked up again.</summary>
    public bool IsStale { get; private set; }

    /// <summary>What it may need; set before a cell that counts tokens or cost is added.</summary>
    public LimitEstimate Estimate { get; set; }

    /// <summary>What is asked or held, for whoever takes the same elsewhere.</summary>
    public ReadOnlySpan<LimitEntry> Entries => _entries.AsSpan(0, Count);

    /// <summary>What was asked since, for whoever takes it elsewhere and for all replicas.</summary>
    public Span<LimitEntry> Asked(int from) => _entries.AsSpan(from, Count - from);

    /// <summary>It was decided elsewhere.</summary>
    public void Conclude(in LimitVerdict verdict, bool isStale = false) => (Verdict, IsStale) = (verdict, isStale);

    /// <summary>How a rule stands, as it was told elsewhere; the tightest is kept.</summary>
    public void Note(in LimitReading reading)
    {
        if (reading.Rule.Scope == LimitScope.Provider)
        {
            return; // another provider may have room: a client is not held to one's limits
        }

        if (reading.Rule.Metric == LimitMetric.Requests && (Requests.Rule is null || reading.Remaining < Requests.Remaining))
        {
            Requests = reading;
        }
        else if (reading.Rule.Metric == LimitMetric.Tokens && (Tokens.Rule is null || reading.Remaining < Tokens.Remaining))
        {
            Tokens = reading;
        }
    }

    /// <summary>Asks for an amount of a cell.</summary>
    /// <param name="cell">Not asked for yet.</param>
    /// <param name="certain">What the request itself says that it needs.</param>
    /// <param name="total">With what is guessed. A guess alone never asks for more than the cell admits at all.</param>
    /// <param name="attempt">The candidate whose provider is limited; null for limits of the request itself.</param>
    public void Add(LimitCell cell, long certain, long total, object? attempt = null)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        // Kept in the order in which they are locked; those of an attempt are taken apart from the others, and stand behind them.
        var at = Count++;
        for (; at > 0 && _entries[at - 1].Cell.Id > cell.Id && _entries[at - 1].Attempt == attempt; at--)
        {
            _entries[at] = _entries[at - 1];
        }

        _entries[at] = new LimitEntry { Cell = cell, Amount = Math.Min(total, Math.Max(certain, cell.Capacity)), Attempt = attempt };
    }

    /// <summary>As the other overload, by the estimate.</summary>
    public void Add(LimitCell cell, object? attempt = null)
    {
        var (certain, total) = cell.Rule.Metric switch
        {
            LimitMetric.Tokens => (Estimate.CertainTokens, Estimate.Tokens),
            LimitMetric.Cost => (Estimate.CertainCost, Estimate.Cost),
            _ => (1L, 1L),
        };
        Add(cell, certain, total, attempt);
    }

    /// <summary>Takes everything that was added since <paramref name="from"/>, or nothing.</summary>
    /// <param name="nowUs">The present time of <see cref="LimitClock"/>.</param>
    /// <param name="from">Entries before it have been taken already.</param>
    public bool TryTake(long nowUs, int from = 0)
    {
        var entries = _entries.AsSpan(from, Count - from);
        (IsStale, Verdict) = (false, default);
        foreach (ref var entry in entries)
        {
            entry.Cell.Enter();
            if (entry.Cell.IsRetired)
            {
                IsStale = true;
            }
            else if (!entry.Cell.Fits(entry.Amount, nowUs) || IsPreceded(entry.Cell))
            {
                Verdict = Worse(Verdict, ref entry, nowUs);
            }
        }

        var admitted = Verdict.IsAdmitted && !IsStale;
        if (admitted)
        {
            Take(entries, nowUs);
        }

        Note(entries, nowUs);
        foreach (ref var entry in entries)
        {
            entry.Cell.Exit();
        }

        return admitted;
    }

    /// <summary>The real usage is known: what was reserved by estimate is put right. More calls correct again.</summary>
    public void Settle(long tokens, long cost, long nowUs)
    {
        _isSettled = true;
        foreach (ref var entry in _entries.AsSpan(0, Count))
        {
            if (entry.IsHeld && entry.Cell.Rule.IsSettled)
            {
                Correct(ref entry, entry.Cell.Rule.Metric == LimitMetric.Tokens ? tokens : cost, nowUs);
            }
        }
    }

    /// <summary>An attempt came to nothing: what was taken of its provider's limits is given back, but for the request itself.</summary>
    /// <param name="attempt">As it was added.</param>
    /// <param name="nowUs">The present time.</param>
    /// <param name="onlyPlaces">The provider has begun to work: only the place of a request that runs is free again.</param>
    public void GiveBack(object attempt, long nowUs, bool onlyPlaces = false)
    {
        var kept = 0;
        foreach (ref var entry in _entries.AsSpan(0, Count))
        {
            if (IsMeant(in entry))
            {
                End(ref entry, nowUs, isSettled: false);
            }
        }

        for (var i = 0; i < Count; i++)
        {
            if (IsMeant(in _entries[i]))
            {
                _entries[i].Cell.Waiters?.Wake();
            }
            else
            {
                _entries[kept++] = _entries[i];
            }
        }

        _entries.AsSpan(kept, Count - kept).Clear();
        Count = kept;

        bool IsMeant(ref readonly LimitEntry entry) =>
            ReferenceEquals(entry.Attempt, attempt) && (!onlyPlaces || entry.Cell.Rule.Metric == LimitMetric.Concurrency);
    }

    /// <summary>A provider has no room: what was added for it is forgotten, and when it has room is kept in mind.</summary>
    public void Exclude(int from)
    {
        if (Upstream.IsAdmitted || (Verdict.RetryMs > 0 && Verdict.RetryMs < Upstream.RetryMs))
        {
            Upstream = Verdict;
        }

        Verdict = default;
        Cut(from);
    }

    /// <summary>It has waited at a cell, and asks again for everything.</summary>
    /// <param name="cell">Whose room it waits for.</param>
    /// <param name="age">As its place in the queue has it.</param>
    public void AskAgain(LimitCell cell, long age)
    {
        (_home, _age) = (cell, age);
        Cut(0);
    }

    /// <summary>Somebody waits there who comes first.</summary>
    public bool IsPreceded(LimitCell cell) => cell.Waiters?.Precedes(_age) == true;

    /// <summary>Forgets what was added since, and was not taken.</summary>
    public void Cut(int from)
    {
        _entries.AsSpan(from, Count - from).Clear();
        Count = from;
    }

    /// <summary>The request is over: what it held while it ran is given back, and what it never came to use. Then the hold is as new.</summary>
    public void Release(long nowUs)
    {
        foreach (ref var entry in _entries.AsSpan(0, Count))
        {
            End(ref entry, nowUs, _isSettled);
        }

        // Not before everything is free: who waits for one rule may need the others too, and they might reject.
        foreach (ref var entry in _entries.AsSpan(0, Count))
        {
            if (entry.Cell.Rule.Metric != LimitMetric.Requests)
            {
                entry.Cell.Waiters?.Wake();
            }
        }

        Cut(0);
        _isSettled = IsStale = false;
        (_age, _home) = (LimitWaiters.Newcomer, null);
        (Requests, Tokens, Verdict, Upstream, Estimate) = (default, default, default, default, default);
    }

    private static void Take(Span<LimitEntry> entries, long nowUs)
    {
        foreach (ref var entry in entries)
        {
            entry.Stamp = entry.Cell.Take(entry.Amount, nowUs);
            if (entry.Cell.Rule.Metric != LimitMetric.Requests)
            {
                entry.IsHeld = true;
                entry.Cell.Holds++;
            }
        }
    }

    private LimitVerdict Worse(in LimitVerdict before, ref LimitEntry entry, long nowUs)
    {
        var us = entry.Cell.FreeInUs(entry.Amount, nowUs);
        var never = entry.Amount > entry.Cell.Capacity;
        return Worse(before, new LimitVerdict(entry.Cell, us == long.MaxValue ? 0 : LimitClock.ToMs(us), never));
    }

    /// <summary>Of two that stop a request the one that it is told of.</summary>
    internal LimitVerdict Worse(in LimitVerdict before, in LimitVerdict next)
    {
        if (_home is not null && ReferenceEquals(before.Blocking, _home))
        {
            return before;
        }

        if (before.Blocking is null || ReferenceEquals(next.Blocking, _home))
        {
            return next;
        }

        var (mine, theirs) = (Weight(next), Weight(before));
        return mine > theirs || (mine == theirs && next.RetryMs > before.RetryMs) ? next : before;

        static int Weight(in LimitVerdict verdict) => (verdict.IsNever ? 2 : 0) + (verdict.MayQueue ? 0 : 1);
    }

    private static void End(ref LimitEntry entry, long nowUs, bool isSettled)
    {
        if (!entry.IsHeld)
        {
            return;
        }

        entry.IsHeld = false;
        var cell = entry.Cell;
        cell.Enter();
        cell.Holds--;
        if (entry.Amount > 0 && (!isSettled || !cell.Rule.IsSettled))
        {
            cell.Refund(entry.Amount, entry.Stamp, nowUs);
            entry.Shared?.Correct(cell, entry.SharedStamp, -entry.Amount);
        }

        entry.Shared = null;
        cell.Exit();
    }

    private static void Correct(ref LimitEntry entry, long real, long nowUs)
    {
        var cell = entry.Cell;
        var more = real - entry.Amount;
        if (more == 0)
        {
            return;
        }

        entry.Amount = real;
        entry.Shared?.Correct(cell, entry.SharedStamp, more);
        cell.Enter();
        if (more > 0)
        {
            cell.Charge(more, nowUs);
        }
        else
        {
            cell.Refund(-more, entry.Stamp, nowUs);
        }

        cell.Exit();
        if (more < 0)
        {
            cell.Waiters?.Wake();
        }
    }

    /// <summary>How the tightest rules stand, while all are locked: that is what the client is told.</summary>
    private void Note(Span<LimitEntry> entries, long nowUs)
    {
        LimitCell? requests = null;
        LimitCell? tokens = null;
        var fewestRequests = Requests.Rule is null ? long.MaxValue : Requests.Remaining;
        var fewestTokens = Tokens.Rule is null ? long.MaxValue : Tokens.Remaining;
        foreach (ref var entry in entries)
        {
            switch (entry.Cell.Rule.Metric)
            {
                case var _ when entry.Cell.Rule.Scope == LimitScope.Provider:
                    break; // as above
                case LimitMetric.Requests:
                    Tighter(entry.Cell, ref requests, ref fewestRequests, nowUs);
                    break;
                case LimitMetric.Tokens:
                    Tighter(entry.Cell, ref tokens, ref fewestTokens, nowUs);
                    break;
            }
        }

        Requests = requests?.ReadLocked(nowUs) ?? Requests;
        Tokens = tokens?.ReadLocked(nowUs) ?? Tokens;
    }

    private static void Tighter(LimitCell cell, ref LimitCell? tightest, ref long fewest, long nowUs)
    {
        var remaining = cell.Remaining(nowUs);
        if (remaining < fewest)
        {
            (tightest, fewest) = (cell, remaining);
        }
    }
}
