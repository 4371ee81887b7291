using System.Numerics;
using Tollgate.Metering;

namespace Tollgate.Balancing.Strategies;

/// <summary>The cheapest for a request of this size; what has no price comes last.</summary>
internal sealed class CostStrategy : Strategy
{
    private const float Near = 0.01f;

    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            scores[i] = ScoreOf(in selection, i);
        }

        return NearBest.Pick(in selection, eligible, scores, NearBest.Best(eligible, scores) * Near, byLoad: true);
    }

    /// <summary>Nano-USD for the prompt and for as long an answer as the client allows.</summary>
    public static float ScoreOf(ref readonly Selection selection, int index)
    {
        var usage = new TokenUsage { Input = selection.InputTokens, Output = selection.OutputTokens };
        return selection.Candidates[index].Price?.At(selection.UnixMs) is { } price ? price.CostOf(in usage) : Cold.Score;
    }
}
