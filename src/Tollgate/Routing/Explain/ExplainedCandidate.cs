using Tollgate.Balancing;

namespace Tollgate.Routing.Explain;

/// <summary>A candidate of a request's route.</summary>
/// <param name="Provider">Name of its provider.</param>
/// <param name="Model">The model's name at the provider; empty where it is the one asked for.</param>
/// <param name="Tier">0 for the model's own targets, 1 for those of its first fallback, and so on.</param>
/// <param name="Exclusion">Why it could not be asked when it was last considered.</param>
/// <param name="Score">What the choice went by, the lower the better; NaN where it was not compared.</param>
internal sealed record ExplainedCandidate(string Provider, string Model, int Tier, Exclusion Exclusion, float Score);
