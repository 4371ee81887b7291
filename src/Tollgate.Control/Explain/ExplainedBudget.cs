namespace Tollgate.Control.Explain;

/// <summary>A budget that the request would be charged to. Amounts are nano-USD.</summary>
/// <param name="Budget">Its name.</param>
/// <param name="LimitNanousd">How much there is in its period.</param>
/// <param name="SpentNanousd">Spent by finished requests.</param>
/// <param name="ReservedNanousd">Set aside for requests under way.</param>
/// <param name="AmountNanousd">What would be set aside for this one.</param>
/// <param name="Fits">There is room for it; always, where the budget does not stop requests.</param>
internal sealed record ExplainedBudget(string Budget, long LimitNanousd, long SpentNanousd, long ReservedNanousd, long AmountNanousd, bool Fits);
