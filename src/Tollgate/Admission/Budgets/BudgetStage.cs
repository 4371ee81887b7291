using System.Globalization;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Admission.Budgets;

/// <summary>
/// Budgets on a request's way: its estimated cost is set aside in all that are for it or in none, the real cost takes its place, and what was not spent
/// is given back. A budget is passed by no more than the estimates of the requests under way fall short of their costs.
/// </summary>
internal static class BudgetStage
{
    /// <summary>Longest wait told to a client; periods may end much later, and amounts may be raised.</summary>
    public const int MaxRetryAfterSeconds = 24 * 60 * 60;

    private const int UnknownRetrySeconds = 2;

    /// <summary>Sets the request's cost aside, or says which budget has no room for it. Once it has, more calls do nothing.</summary>
    /// <param name="request">Its caller, model and candidates are known.</param>
    public static GatewayFault Reserve(RequestContext request)
    {
        var table = request.Services.Shared.Budgets;
        return table.Active is { Length: > 0 } meters && request.Budget is null ? Reserve(request, table, meters) : default;
    }

    /// <summary>The record has the real cost.</summary>
    public static void Settle(RequestContext request)
    {
        if (request.Budget is not { } hold)
        {
            if (request.Services.Shared.Budgets.Active.Length == 0 || request.Record.Cost.NanoUsd == 0) { return; }
            request.Budget = hold = request.Services.BudgetHolds.Rent(); // the first budget came into force while it ran
            hold.Shared = request.Services.SharedBudgets;
        }

        var meters = request.Services.Shared.Budgets.Active;
        if (!ReferenceEquals(meters, hold.Meters)) { AddNew(request, hold, meters); }
        hold.Settle(request.Record.Cost.NanoUsd);
    }

    /// <summary>
    /// The record has the real cost of one part of a request that goes on, and when that part began: it is charged beside what the request has set
    /// aside. Says whether a hard budget has no room for another part.
    /// </summary>
    public static FaultCode SettlePart(RequestContext request)
    {
        var own = request.Budget;
        request.Budget = null;
        Settle(request);
        var full = request.Budget?.Exhausted();
        Release(request);
        request.Budget = own;
        if (full?.Subject.Terms.Hard is not { } rule) { return FaultCode.None; }
        rule.CountRefused();
        if (full.NoteFirstRefusal()) { request.Services.Shared.Budgets.Alerts.Refused(rule, full); }
        return FaultCode.BudgetExceeded;
    }

    /// <summary>The request is over. More calls do nothing.</summary>
    public static void Release(RequestContext request)
    {
        if (request.Budget is { } hold)
        {
            request.Budget = null;
            request.Services.BudgetHolds.Return(hold);
        }
    }

    /// <summary>Asks for what <see cref="Reserve(RequestContext)"/> set aside, where gateways count together.</summary>
    public static async LoopTask<GatewayFault> ConfirmAsync(RequestContext request)
    {
        var hold = request.Budget!;
        if (await hold.Shared!.TakeAsync(hold.Reserved, hold.Estimate) is not { } full)
        {
            return default;
        }

        var fault = Exceeded(request.Services.Shared.Budgets, full, request.Record.StartedUnixMilliseconds);
        if (fault.Code != FaultCode.None) { Release(request); }
        return fault;
    }

    private static GatewayFault Reserve(RequestContext request, BudgetTable table, BudgetMeter[] meters)
    {
        var (estimate, isPriced) = BudgetEstimate.Of(request);
        var hold = request.Services.BudgetHolds.Rent();
        request.Budget = hold;
        hold.Begin(meters, estimate);
        hold.Shared = request.Services.SharedBudgets;
        var isCounted = false;
        var started = request.Record.StartedUnixMilliseconds;
        foreach (var meter in meters)
        {
            if (started < meter.SinceUnixMs || BudgetSubjects.Of(meter, request) is not { } subject) { continue; }
            isCounted = true;
            var fault = Take(table, hold, subject.CellAt(started), started, isFree: isPriced && estimate == 0);
            if (fault.Code != FaultCode.None)
            {
                Release(request);
                return fault;
            }
        }

        if (isCounted && !isPriced) { table.CountUncounted(); }
        return default;
    }

    private static GatewayFault Take(BudgetTable table, BudgetHold hold, BudgetCell cell, long startedUnixMs, bool isFree)
    {
        if (isFree)
        {
            hold.Add(cell); // what costs nothing goes on; should it cost something after all, it is counted
            return default;
        }

        if (cell.Subject.Terms.Hard is { } hard && !table.IsKnown)
        {
            return new GatewayFault(FaultCode.StorageError, $"What was spent of the {hard.Config.ScopeName} budget is not known yet. Retry later.", RetryAfterSeconds: UnknownRetrySeconds);
        }

        return hold.TryReserve(cell) ? default : Exceeded(table, cell, startedUnixMs);
    }

    private static GatewayFault Exceeded(BudgetTable table, BudgetCell cell, long nowUnixMs)
    {
        var terms = cell.Subject.Terms;
        if (terms.Hard is not { } rule) { return default; } // it was raised or removed this very moment

        rule.CountRefused();
        if (cell.NoteFirstRefusal()) { table.Alerts.Refused(rule, cell); }
        return Refusal(rule, cell, nowUnixMs);
    }

    /// <summary>What a client is told when a budget has no room.</summary>
    public static GatewayFault Refusal(BudgetRule rule, BudgetCell cell, long nowUnixMs)
    {
        var resets = DateTimeOffset.FromUnixTimeMilliseconds(cell.Span.ToUnixMs);
        var wait = Math.Clamp((cell.Span.ToUnixMs - nowUnixMs + 999) / 1000, 1, MaxRetryAfterSeconds);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The {rule.Config.ScopeName} budget of {Metering.Prices.UsdText.Format(rule.Config.LimitNanoUsd)} USD per {rule.Config.PeriodName} has no room for this request. It resets at {resets.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}.");
        return new GatewayFault(FaultCode.BudgetExceeded, message, RetryAfterSeconds: (int)wait);
    }

    /// <summary>Budgets changed while the request ran: those that it began under before are told by their records, as the store does.</summary>
    private static void AddNew(RequestContext request, BudgetHold hold, BudgetMeter[] meters)
    {
        foreach (var meter in meters)
        {
            if (!hold.Has(meter) && request.Record.StartedUnixMilliseconds >= meter.SinceUnixMs && BudgetSubjects.Of(meter, request) is { } subject)
            {
                hold.Add(subject.CellAt(request.Record.StartedUnixMilliseconds));
            }
        }
    }
}
