using Tollgate.Routing.Explain;

namespace Tollgate.Control.RequestLog;

/// <summary>An attempt at a provider. Times are microseconds from the request's beginning.</summary>
/// <param name="Candidate">Which of the candidates was asked, counting from 0.</param>
/// <param name="Provider">Name of its provider; absent where the record had no room for the candidate.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Cause"><c>first</c>, <c>next_target</c>, <c>same_target</c>, <c>fallback</c>, <c>hedge</c>, <c>continuation</c>.</param>
/// <param name="Breaker">State of the target's breaker when it began: <c>closed</c>, <c>half_open</c>, <c>open</c>.</param>
/// <param name="BackoffMs">Milliseconds waited before it.</param>
/// <param name="Outcome">How it ended before its answer was relayed.</param>
/// <param name="Status">Status of its answer; absent without one.</param>
/// <param name="StartUs">When it began.</param>
/// <param name="FirstByteUs">When the answer's head came; absent when none did.</param>
/// <param name="DurationUs">How long it took, with the relayed answer where it was this one's.</param>
internal sealed record AttemptBody(
    int Candidate, string? Provider, string? Model, string Cause, string Breaker, long BackoffMs, string Outcome, int? Status,
    long StartUs, long? FirstByteUs, long DurationUs)
{
    /// <summary>As the API shows it.</summary>
    /// <param name="attempt">What was recorded.</param>
    /// <param name="of">Where its candidate stands.</param>
    /// <param name="asked">The model as the client named it.</param>
    public static AttemptBody Of(ExplainedAttempt attempt, Explanation of, string asked)
    {
        var candidate = attempt.Candidate < of.Candidates.Count ? CandidateBody.Of(of.Candidates[attempt.Candidate], asked) : null;
        return new AttemptBody(
            attempt.Candidate,
            candidate?.Provider,
            candidate?.Model,
            ExplainNames.Of(attempt.Cause),
            attempt.Breaker switch { 0 => "closed", 1 => "half_open", _ => "open" },
            attempt.BackoffMs,
            ExplainNames.Of(attempt.Outcome),
            attempt.Status == 0 ? null : attempt.Status,
            attempt.StartUs,
            attempt.FirstByteUs < 0 ? null : attempt.FirstByteUs,
            Math.Max(0, attempt.EndUs - attempt.StartUs));
    }
}
