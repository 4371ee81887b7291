namespace Tollgate.Control.Telemetry;

/// <summary>How an export went.</summary>
/// <param name="Taken">The collector has it.</param>
/// <param name="MayRetry">It may take it later.</param>
/// <param name="RetryAfter">When, if it said so.</param>
/// <param name="Problem">What went wrong, for the log: a status or a kind of failure, never what the collector wrote.</param>
internal sealed record OtlpOutcome(bool Taken, bool MayRetry, TimeSpan? RetryAfter, string Problem)
{
    /// <summary>The collector has it.</summary>
    public static OtlpOutcome Ok { get; } = new(Taken: true, MayRetry: false, RetryAfter: null, "");
}
