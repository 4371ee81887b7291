using Tollgate.Admission.Budgets;
using Tollgate.Control.RequestLog;

namespace Tollgate.Control.Budgets;

/// <summary>A budget and how far it is used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">Who made it: <c>file</c>.</param>
/// <param name="Scope">What it counts together.</param>
/// <param name="Match">For whom it is; <c>*</c> = each one of its own.</param>
/// <param name="Period">Calendar period: <c>day</c> or <c>month</c>.</param>
/// <param name="Timezone">At whose midnight periods begin.</param>
/// <param name="LimitNanousd">The amount, in billionths of a US dollar.</param>
/// <param name="LimitUsd">The same in dollars.</param>
/// <param name="Alerts">Percentages at which an event is raised.</param>
/// <param name="Hard">Whether requests beyond it are refused.</param>
/// <param name="Refused">Requests refused because of it since the process began.</param>
/// <param name="SubjectCount">Keys, users and so on that spent or reserved something in the present period.</param>
/// <param name="Subjects">Those of them that spent most.</param>
internal sealed record BudgetBody(
    string Name,
    string Source,
    string Scope,
    string Match,
    string Period,
    string Timezone,
    long LimitNanousd,
    string LimitUsd,
    IReadOnlyList<int> Alerts,
    bool Hard,
    long Refused,
    int SubjectCount,
    IReadOnlyList<BudgetSubjectBody> Subjects)
{
    public static BudgetBody Of(BudgetRule rule, BudgetTable table, string? subject, int most)
    {
        var config = rule.Config;
        var now = table.NowUnixMs;
        var cells = table.Active
            .Where(meter => Array.IndexOf(meter.Rules, rule) >= 0)
            .SelectMany(meter => meter.Subjects)
            .Where(of => Array.IndexOf(of.Terms.Rules, rule) >= 0 && (subject is null || of.Name == subject || of.Id == subject))
            .SelectMany(of => of.Cells)
            .Where(cell => cell.Span.Contains(now) && (cell.SpentByAll > 0 || cell.ReservedByAll > 0))
            .OrderByDescending(cell => cell.SpentByAll)
            .ToList();
        return new BudgetBody(
            rule.Name,
            rule.Source,
            config.ScopeName,
            config.Match,
            config.PeriodName,
            config.TimeZone,
            config.LimitNanoUsd,
            UsdText.Of(config.LimitNanoUsd),
            config.Alerts,
            config.Hard,
            rule.Refused,
            cells.Count,
            [.. cells.Take(most).Select(cell => BudgetSubjectBody.Of(cell, config.LimitNanoUsd))]);
    }
}
