namespace Tollgate.Control.Budgets;

/// <summary>All budgets in force.</summary>
/// <param name="Data">In configured order.</param>
/// <param name="Alerts">The newest thresholds reached, newest first.</param>
/// <param name="Known">Whether what was spent before the start is known; while it is not, hard budgets refuse.</param>
internal sealed record BudgetListBody(IReadOnlyList<BudgetBody> Data, IReadOnlyList<BudgetAlertBody> Alerts, bool Known);
