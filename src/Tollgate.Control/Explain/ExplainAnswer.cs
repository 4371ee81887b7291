using Tollgate.Control.RequestLog;

namespace Tollgate.Control.Explain;

/// <summary>What would be done with the request, as things stand. Nothing was taken, sent or counted.</summary>
internal sealed record ExplainAnswer
{
    /// <summary>It would be sent to <see cref="Target"/> now.</summary>
    public required bool Admitted { get; init; }

    /// <summary>It would wait for a limit.</summary>
    public required bool Queued { get; init; }

    /// <summary>How it would be refused; absent where it would not.</summary>
    public RefusalBody? Refusal { get; init; }

    /// <summary>The model or pattern of the configuration that its model's name leads to.</summary>
    public string? Route { get; init; }

    /// <summary>How the route picks.</summary>
    public string? Strategy { get; init; }

    public string? Sticky { get; init; }

    public string? Experiment { get; init; }

    public string? Arm { get; init; }

    /// <summary>Which of the candidates would be asked first, counting from 0; absent where nobody could be.</summary>
    public int? Target { get; init; }

    public IReadOnlyList<CandidateBody>? Candidates { get; init; }

    /// <summary>The limits that apply, and how they stand in this process. Those of the target's provider refuse nobody: another candidate is asked.</summary>
    public required IReadOnlyList<ExplainedLimit> Limits { get; init; }

    /// <summary>The budgets that it would be charged to.</summary>
    public required IReadOnlyList<ExplainedBudget> Budgets { get; init; }
}
