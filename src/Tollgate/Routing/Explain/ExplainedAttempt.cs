using Tollgate.Attempts;

namespace Tollgate.Routing.Explain;

/// <summary>An attempt. Times are microseconds from the request's beginning.</summary>
/// <param name="Candidate">Index of the candidate that was asked.</param>
/// <param name="Cause">Why it was made.</param>
/// <param name="Breaker">State of the target's breaker when it began: 0 closed, 1 half-open, 2 open.</param>
/// <param name="BackoffMs">How long was waited before it.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">Status of its answer; 0 without one.</param>
/// <param name="StartUs">When it began.</param>
/// <param name="FirstByteUs">When the answer's head came; -1 when none did.</param>
/// <param name="EndUs">When it was over.</param>
internal sealed record ExplainedAttempt(
    int Candidate, AttemptCause Cause, int Breaker, long BackoffMs, AttemptOutcome Outcome, int Status, long StartUs, long FirstByteUs, long EndUs);
