using Tollgate.Admission.Budgets;
using Tollgate.Control.RequestLog;

namespace Tollgate.Control.Budgets;

/// <summary>What one key, user and so on has spent in the present period.</summary>
/// <param name="Id">Its stable identity.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Period">The period, such as <c>2026-11</c>.</param>
/// <param name="SpentNanousd">Cost of finished requests, in billionths of a US dollar.</param>
/// <param name="SpentUsd">The same in dollars.</param>
/// <param name="ReservedNanousd">Estimated cost of requests under way.</param>
/// <param name="RemainingNanousd">What is left; 0 when it is used up.</param>
/// <param name="Percent">Spent part of the amount, rounded down.</param>
/// <param name="ResetsAt">First moment of the next period.</param>
internal sealed record BudgetSubjectBody(
    string Id, string Name, string Period, long SpentNanousd, string SpentUsd, long ReservedNanousd, long RemainingNanousd, long Percent, DateTimeOffset ResetsAt)
{
    public static BudgetSubjectBody Of(BudgetCell cell, long limit)
    {
        var (spent, reserved) = (cell.SpentByAll, cell.ReservedByAll);
        var meter = cell.Subject.Meter;
        return new BudgetSubjectBody(
            cell.Subject.Id,
            cell.Subject.Name,
            cell.Span.Label(meter.Period, meter.Zone),
            spent,
            UsdText.Of(spent),
            reserved,
            Math.Max(0, limit - spent - reserved),
            (long)((Int128)spent * 100 / limit),
            DateTimeOffset.FromUnixTimeMilliseconds(cell.Span.ToUnixMs));
    }
}
