using Tollgate.Admission.Budgets;

namespace Tollgate.Control.Budgets;

/// <summary>Where answers about budgets come from.</summary>
/// <param name="Table">What is spent.</param>
/// <param name="Alerts">The newest so many alerts that were raised, newest first.</param>
internal sealed record BudgetSources(BudgetTable Table, Func<int, IReadOnlyList<BudgetAlert>> Alerts);
