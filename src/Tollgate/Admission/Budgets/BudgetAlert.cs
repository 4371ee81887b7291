namespace Tollgate.Admission.Budgets;

/// <summary>Spending has reached a percentage of a budget: once for each budget, subject, period and percentage.</summary>
/// <param name="Budget">Name of the budget.</param>
/// <param name="Scope">What it counts together, as the configuration writes it.</param>
/// <param name="SubjectId">Stable identity of whose spending it is.</param>
/// <param name="SubjectName">What people call it.</param>
/// <param name="Period">The period's label, such as <c>2026-11</c>.</param>
/// <param name="FromUnixMs">The period's first moment.</param>
/// <param name="Percent">The percentage reached.</param>
/// <param name="SpentNanoUsd">Spent by then.</param>
/// <param name="LimitNanoUsd">The budget's amount then.</param>
/// <param name="AtUnixMs">When it was noticed.</param>
internal sealed record BudgetAlert(
    string Budget, string Scope, string SubjectId, string SubjectName, string Period, long FromUnixMs, int Percent, long SpentNanoUsd, long LimitNanoUsd, long AtUnixMs);
