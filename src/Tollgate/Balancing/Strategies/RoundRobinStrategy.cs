using System.Numerics;

namespace Tollgate.Balancing.Strategies;

/// <summary>One after another, whatever their weights.</summary>
internal sealed class RoundRobinStrategy : Strategy
{
    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        // A second attempt takes no turn of its own: with two targets every request would begin at the same one.
        if (selection.Tried != 0)
        {
            return Bits.After(eligible, BitOperations.Log2(selection.Tried));
        }

        var state = selection.Route.State;
        var turn = selection.IsDryRun ? state.PeekTurn() : state.NextTurn();
        return Bits.Nth(eligible, (int)(turn % (uint)BitOperations.PopCount(eligible)));
    }
}
