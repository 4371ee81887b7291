using System.Numerics;

namespace Tollgate.Balancing.Strategies;

/// <summary>The one that failed least lately; among equals the one with less to do.</summary>
internal sealed class SuccessRateStrategy : Strategy
{
    /// <summary>One failure in fifty is no difference.</summary>
    private const float Near = 0.02f;

    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            scores[i] = 1 - selection.Candidates[i].State.Stats.Success(selection.NowMs);
        }

        return NearBest.Pick(in selection, eligible, scores, Near, byLoad: true);
    }
}
