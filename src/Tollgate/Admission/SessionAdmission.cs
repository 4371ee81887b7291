using Tollgate.Admission.Budgets;
using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Admission;

/// <summary>
/// The parts of a long session against limits and budgets: each is charged as it ends, and says whether there may be another. What the session
/// itself set aside at its beginning stays so for the next part.
/// </summary>
internal static class SessionAdmission
{
    /// <summary>A part is over; the request's record tells of it alone.</summary>
    /// <param name="request">The session.</param>
    /// <param name="tokens">Of all its parts so far.</param>
    /// <param name="cost">Nano-USD of all its parts so far.</param>
    /// <returns>Why there may not be another; none where there may.</returns>
    public static FaultCode Settle(RequestContext request, long tokens, long cost)
    {
        request.Route?.Outputs?.Add(request.Record.Usage.Output);
        var fault = BudgetStage.SettlePart(request);
        if (request.Hold is { } hold)
        {
            var limits = request.Services.Shared.Limits;
            hold.Settle(tokens, cost, limits.Clock.NowUs);
            if (Exhausted(hold, limits.Clock.NowUs) is { } cell)
            {
                limits.CountRefusal(cell);
                fault = fault == FaultCode.None ? cell.Refusal : fault;
            }
        }

        return fault;
    }

    /// <summary>A cell of tokens or cost that has nothing left; null while all have. A provider's do not count: another may have room.</summary>
    private static LimitCell? Exhausted(LimitHold hold, long nowUs)
    {
        foreach (ref readonly var entry in hold.Entries)
        {
            if (!entry.IsHeld || entry.Attempt is not null || !entry.Cell.Rule.IsSettled)
            {
                continue;
            }

            entry.Cell.Enter();
            var fits = entry.Cell.Fits(1, nowUs);
            entry.Cell.Exit();
            if (!fits)
            {
                return entry.Cell;
            }
        }

        return null;
    }
}
