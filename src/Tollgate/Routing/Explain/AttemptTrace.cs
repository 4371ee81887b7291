using Tollgate.Attempts;

namespace Tollgate.Routing.Explain;

/// <summary>One attempt as <see cref="RouteTrace"/> keeps it. Times are microseconds from the request's beginning.</summary>
internal struct AttemptTrace
{
    /// <summary>Index among the request's candidates.</summary>
    public byte Candidate;

    public AttemptCause Cause;

    /// <summary>How it ended; <see cref="AttemptOutcome.Sent"/> while it has not.</summary>
    public AttemptOutcome Outcome;

    /// <summary>State of the target's breaker when it began: 0 closed, 1 half-open, 2 open.</summary>
    public byte Breaker;

    /// <summary>Status of its answer; 0 without one.</summary>
    public ushort Status;

    /// <summary>How long was waited before it, in milliseconds.</summary>
    public uint BackoffMs;

    public uint StartUs;

    /// <summary>When the answer's head came; 0 when none did.</summary>
    public uint FirstByteUs;

    /// <summary>When it was over; 0 for the one whose answer went to the client, which is over when the request is.</summary>
    public uint EndUs;

    /// <summary>It went on with a stream that had broken off, and its answer went to the client.</summary>
    public readonly bool IsContinuation => this is { Cause: AttemptCause.Continuation, Outcome: AttemptOutcome.Answered, Status: >= 200 and < 300 };
}
