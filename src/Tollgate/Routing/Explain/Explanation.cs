using Tollgate.Attempts;
using Tollgate.Configuration;

namespace Tollgate.Routing.Explain;

/// <summary>How a recorded request found its target.</summary>
internal sealed record Explanation
{
    /// <summary>How its route picks.</summary>
    public required RoutingStrategy Strategy { get; init; }

    public StickyOutcome Sticky { get; init; }

    /// <summary>Name of the experiment that it took part in; empty for none.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>The experiment's arm; empty for none.</summary>
    public string Arm { get; init; } = "";

    /// <summary>The route's candidates in their order, as far as there was room for them.</summary>
    public required IReadOnlyList<ExplainedCandidate> Candidates { get; init; }

    /// <summary>Candidates for which there was no room.</summary>
    public int Omitted { get; init; }

    public required IReadOnlyList<ExplainedAttempt> Attempts { get; init; }

    /// <summary>The last attempt went on with a stream that had broken off.</summary>
    public bool IsContinued => Attempts is [.., { Cause: AttemptCause.Continuation, Outcome: AttemptOutcome.Answered, Status: >= 200 and < 300 }];
}
