using System.Numerics;

namespace Tollgate.Balancing.Strategies;

/// <summary>The first that may be taken, in the written order.</summary>
internal sealed class OrderedStrategy : Strategy
{
    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            scores[i] = i;
        }

        return BitOperations.TrailingZeroCount(eligible);
    }
}
