namespace Tollgate.Admission.Shared;

/// <summary>The parts of taking that touch cells: each locks them, in order, for a moment, and never over an await.</summary>
internal static class SharedTake
{
    /// <summary>Somebody else's request must end first: looked at again so often.</summary>
    private const long PlaceRetryMs = 250;

    /// <summary>Takes what needs nobody else and spends what is in hand, if nothing stands against it. Afterwards each entry's step says what is left.</summary>
    /// <returns>Rules that Redis must be asked about; -1 when the request was refused, or has to look its cells up again.</returns>
    public static int Begin(LimitHold hold, int from, SharedLimits limits, long nowUs)
    {
        var entries = hold.Asked(from);
        var verdict = default(LimitVerdict);
        var (isStale, asks) = (false, 0);
        foreach (ref var entry in entries)
        {
            entry.Cell.Enter();
            isStale |= entry.Cell.IsRetired;
            if ((entry.Cell.Shared is null && !entry.Cell.Fits(entry.Amount, nowUs)) || hold.IsPreceded(entry.Cell))
            {
                verdict = hold.Worse(verdict, Refusal(entry.Cell, entry.Amount, entry.Cell.FreeInUs(entry.Amount, nowUs)));
            }
        }

        if (verdict.IsAdmitted && !isStale)
        {
            foreach (ref var entry in entries)
            {
                asks += Begin(ref entry, nowUs) ? 0 : 1;
            }

            if (asks == 0)
            {
                Finish(entries, hold, limits, nowUs);
            }
        }

        foreach (ref var entry in entries)
        {
            entry.Cell.Exit();
        }

        hold.Conclude(verdict, isStale);
        return verdict.IsAdmitted && !isStale ? asks : -1;
    }

    /// <summary>Redis has taken what it was asked for.</summary>
    public static void Admit(LimitHold hold, int from, SharedLimits limits, TakeCall call, long number, long nowUs)
    {
        var entries = hold.Asked(from);
        foreach (ref var entry in entries)
        {
            entry.Cell.Enter();
        }

        var rule = 0;
        foreach (ref var entry in entries)
        {
            if (entry.Step != SharedStep.Asked)
            {
                continue;
            }

            var pot = entry.Cell.Shared!.Pot;
            if (SharedCell.IsLeased(entry.Cell))
            {
                pot.Drawn(entry.SharedStamp, call.Granted(rule) - entry.Amount, call.Stamp(rule), nowUs);
                pot.Note(call.Remaining(rule), nowUs + (call.ResetMs(rule) * 1000));
            }
            else
            {
                hold.Note(new LimitReading(entry.Cell.Rule, call.Remaining(rule), call.ResetMs(rule)));
            }

            entry.SharedStamp = entry.Cell is ConcurrencyCell ? number : call.Stamp(rule);
            rule++;
        }

        Finish(entries, hold, limits, nowUs);
        foreach (ref var entry in entries)
        {
            entry.Cell.Exit();
        }
    }

    /// <summary>Redis has refused, or could not be asked: what was at hand is put back.</summary>
    /// <param name="hold">What was asked.</param>
    /// <param name="from">The first entry that was.</param>
    /// <param name="call">The answer; null where there is none.</param>
    /// <param name="nowUs">The present time.</param>
    public static void Undo(LimitHold hold, int from, TakeCall? call, long nowUs)
    {
        var verdict = default(LimitVerdict);
        var rule = 0;
        foreach (ref var entry in hold.Asked(from))
        {
            entry.Cell.Enter();
            if (entry.Step == SharedStep.AtHand)
            {
                PutBack(ref entry, nowUs);
            }
            else if (entry.Step == SharedStep.Asked)
            {
                if (SharedCell.IsLeased(entry.Cell))
                {
                    entry.Cell.Shared!.Pot.Drawn(entry.SharedStamp, 0, 0, nowUs);
                }

                if (call is not null)
                {
                    verdict = call.FreeUs(rule) == 0 ? verdict : hold.Worse(verdict, Refusal(entry.Cell, entry.Amount, call.FreeUs(rule)));
                    hold.Note(new LimitReading(entry.Cell.Rule, call.Remaining(rule), call.ResetMs(rule)));
                    rule++;
                }
            }

            entry.Cell.Exit();
            (entry.Step, entry.SharedStamp) = (SharedStep.None, 0);
        }

        hold.Conclude(verdict);
    }

    private static LimitVerdict Refusal(LimitCell cell, long amount, long freeUs) => new(
        cell,
        freeUs is > 0 and < long.MaxValue ? LimitClock.ToMs(freeUs) : PlaceRetryMs,
        amount > cell.Capacity);

    /// <summary>Locked: true when nothing is left to ask.</summary>
    private static bool Begin(ref LimitEntry entry, long nowUs)
    {
        var cell = entry.Cell;
        if (cell.Shared is not { } shared)
        {
            Take(ref entry, nowUs);
            entry.Step = SharedStep.AtHand;
            return true;
        }

        entry.SharedStamp = 0;
        if (SharedCell.IsLeased(cell))
        {
            var stamp = shared.Pot.Stamp; // of the oldest permit that is spent, before it is gone
            if (shared.Pot.TrySpend(entry.Amount))
            {
                (entry.Step, entry.SharedStamp) = (SharedStep.AtHand, stamp);
                return true;
            }

            entry.SharedStamp = shared.Pot.Plan(cell.Rule.Limit, nowUs);
        }

        entry.Step = SharedStep.Asked;
        return false;
    }

    /// <summary>
    /// Locked: all is taken. What was taken for all replicas is charged here too, unasked: should Redis go, this process counts on from what it has admitted
    /// itself.
    /// </summary>
    private static void Finish(Span<LimitEntry> entries, LimitHold hold, SharedLimits limits, long nowUs)
    {
        foreach (ref var entry in entries)
        {
            var cell = entry.Cell;
            if (cell.Shared is { } shared)
            {
                entry.Shared = limits;
                _ = cell.Fits(entry.Amount, nowUs);
                Take(ref entry, nowUs);
                if (SharedCell.IsLeased(cell))
                {
                    var pot = shared.Pot;
                    hold.Note(new LimitReading(cell.Rule, pot.Available + pot.LeftElsewhere, LimitClock.ToMs(pot.ResetUs - nowUs)));
                    limits.Tend(cell, pot);
                }
            }

            entry.Step = SharedStep.None;
        }
    }

    private static void Take(ref LimitEntry entry, long nowUs)
    {
        entry.Stamp = entry.Cell.Take(entry.Amount, nowUs);
        if (entry.Cell.Rule.Metric != Configuration.LimitMetric.Requests)
        {
            entry.IsHeld = true;
            entry.Cell.Holds++;
        }
    }

    private static void PutBack(ref LimitEntry entry, long nowUs)
    {
        if (entry.Cell.Shared is { } shared)
        {
            shared.Pot.Unspend(entry.Amount);
            return;
        }

        entry.Cell.Refund(entry.Amount, entry.Stamp, nowUs);
        entry.Cell.Holds -= entry.IsHeld ? 1 : 0;
        entry.IsHeld = false;
    }
}
