using System.Numerics;

namespace Tollgate.Balancing.Strategies;

/// <summary>The one with the fewest requests under way for its weight; of equals any.</summary>
internal sealed class LeastConnectionsStrategy : Strategy
{
    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            scores[i] = (float)NearBest.LoadOf(in selection, i);
        }

        return NearBest.Pick(in selection, eligible, scores, slack: 0, byLoad: true);
    }
}
