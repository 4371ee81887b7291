using System.Text.Json;
using Tollgate.Admission.Budgets;
using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Routing.Explain;

/// <summary>A budget that a dry run met.</summary>
/// <param name="Rule">Its rule.</param>
/// <param name="Cell">Whose, and of which period.</param>
/// <param name="Amount">Nano-USD that would be set aside for the request.</param>
/// <param name="Fits">Whether there is room for it; a budget without a hard stop has room always.</param>
internal sealed record DryRunBudget(BudgetRule Rule, BudgetCell Cell, long Amount, bool Fits)
{
    /// <summary>All that are for the request, nothing set aside.</summary>
    public static List<DryRunBudget> Of(RequestContext request)
    {
        var found = new List<DryRunBudget>();
        var started = request.Record.StartedUnixMilliseconds;
        foreach (var meter in request.Services.Shared.Budgets.Active)
        {
            if (started < meter.SinceUnixMs || BudgetSubjects.Of(meter, request) is not { } subject)
            {
                continue;
            }

            var (estimate, isPriced) = BudgetEstimate.Of(request);
            var cell = subject.CellAt(started);
            foreach (var rule in subject.Terms.Rules)
            {
                var left = subject.Terms.LimitNanoUsd - cell.Spent - cell.Reserved;
                var fits = rule != subject.Terms.Hard || (isPriced && estimate == 0) || (left > 0 && estimate <= left);
                found.Add(new DryRunBudget(rule, cell, estimate, fits));
            }
        }

        return found;
    }

    /// <summary>The refusal where there is no room.</summary>
    public GatewayFault Refusal(long nowUnixMs) => Fits ? default : BudgetStage.Refusal(Rule, Cell, nowUnixMs);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("budget", Rule.Name);
        json.WriteNumber("limit_nanousd", Rule.Config.LimitNanoUsd);
        json.WriteNumber("spent_nanousd", Cell.Spent);
        json.WriteNumber("reserved_nanousd", Cell.Reserved);
        json.WriteNumber("amount_nanousd", Amount);
        json.WriteBoolean("fits", Fits);
        json.WriteEndObject();
    }
}
