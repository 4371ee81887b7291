using Tollgate.Routing.Explain;

namespace Tollgate.Control.RequestLog;

/// <summary>A candidate of a request's route.</summary>
/// <param name="Provider">Name of its provider.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Tier">0 for the model's own targets, 1 for those of its first fallback, and so on.</param>
/// <param name="Exclusion">Why it could not be asked; absent where it could.</param>
/// <param name="Score">What the choice went by, the lower the better; absent where it was not compared.</param>
internal sealed record CandidateBody(string Provider, string Model, int Tier, string? Exclusion, double? Score)
{
    /// <summary>As the API shows it.</summary>
    /// <param name="candidate">What was recorded.</param>
    /// <param name="asked">The model as the client named it.</param>
    public static CandidateBody Of(ExplainedCandidate candidate, string asked) => new(
        candidate.Provider,
        candidate.Model.Length == 0 ? asked : candidate.Model,
        candidate.Tier,
        candidate.Exclusion == default ? null : ExplainNames.Of(candidate.Exclusion),
        float.IsFinite(candidate.Score) ? Math.Round(candidate.Score, 6) : null);
}
