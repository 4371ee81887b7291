using Tollgate.Admission.Budgets;
using Tollgate.Control.RequestLog;

namespace Tollgate.Control.Budgets;

/// <summary>A threshold that spending reached: once in a period.</summary>
/// <param name="Budget">Name of the budget.</param>
/// <param name="Scope">What it counts together.</param>
/// <param name="SubjectId">Whose spending it is.</param>
/// <param name="SubjectName">What that is called.</param>
/// <param name="Period">The period, such as <c>2026-11</c>.</param>
/// <param name="Percent">The threshold.</param>
/// <param name="SpentUsd">Spent by then, in dollars.</param>
/// <param name="LimitUsd">The amount then, in dollars.</param>
/// <param name="At">When it was noticed.</param>
internal sealed record BudgetAlertBody(
    string Budget, string Scope, string SubjectId, string SubjectName, string Period, int Percent, string SpentUsd, string LimitUsd, DateTimeOffset At)
{
    public static BudgetAlertBody Of(BudgetAlert alert) => new(
        alert.Budget,
        alert.Scope,
        alert.SubjectId,
        alert.SubjectName,
        alert.Period,
        alert.Percent,
        UsdText.Of(alert.SpentNanoUsd),
        UsdText.Of(alert.LimitNanoUsd),
        DateTimeOffset.FromUnixTimeMilliseconds(alert.AtUnixMs));
}
