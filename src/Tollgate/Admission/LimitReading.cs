namespace Tollgate.Admission;

/// <summary>How a cell stands.</summary>
/// <param name="Rule">Whose numbers these are.</param>
/// <param name="Remaining">How much would be admitted now; at least 0.</param>
/// <param name="ResetMs">Milliseconds until nothing of it is used any more, rounded up; 0 when nothing is.</param>
internal readonly record struct LimitReading(LimitRule Rule, long Remaining, long ResetMs);
