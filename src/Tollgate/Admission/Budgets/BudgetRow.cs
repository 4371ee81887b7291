namespace Tollgate.Admission.Budgets;

/// <summary>What a store knows of one subject's period.</summary>
/// <param name="Meter"><see cref="BudgetMeter.Identity"/>.</param>
/// <param name="Subject">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="FromUnixMs">First moment of the period.</param>
/// <param name="NanoUsd">Spent.</param>
internal sealed record BudgetRow(string Meter, string Subject, string Name, long FromUnixMs, long NanoUsd);
