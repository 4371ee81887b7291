namespace Tollgate.Admission;

/// <summary>The cells that hang on a caller, found once for each snapshot.</summary>
/// <param name="Plan">The rules that they were found by.</param>
/// <param name="Cells">In the order in which cells are locked.</param>
internal sealed record CallerLimits(LimitPlan Plan, LimitCell[] Cells);
