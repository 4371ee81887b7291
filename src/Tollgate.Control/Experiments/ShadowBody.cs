using Tollgate.Attempts;

namespace Tollgate.Control.Experiments;

/// <summary>What became of the copies of a model's requests since the process began.</summary>
/// <param name="Model">Whose requests.</param>
/// <param name="InFlight">Copies under way.</param>
/// <param name="Answered">Copies that got a success.</param>
/// <param name="Failed">Copies that got an error, or nothing.</param>
/// <param name="Dropped">Requests that were not copied because a bound was reached.</param>
/// <param name="InputTokens">Tokens of prompts.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="CostNanousd">Cost in billionths of a US dollar.</param>
internal sealed record ShadowBody(
    string Model, int InFlight, long Answered, long Failed, long Dropped, long InputTokens, long OutputTokens, long CostNanousd)
{
    public static ShadowBody Of(ShadowResults shadow) => new(
        shadow.Model, shadow.InFlight, shadow.Answered, shadow.Failed, shadow.Dropped, shadow.InputTokens, shadow.OutputTokens, shadow.CostNanoUsd);
}
