using System.Numerics;

namespace Tollgate.Balancing;

/// <summary>
/// Chooses one candidate: of the lowest tier in which somebody may be asked, the one that the request sticks to, else the one that the route's
/// strategy picks. Requests, dry runs and simulations all come here.
/// </summary>
internal static class Selector
{
    /// <summary>The index of the candidate to ask; -1 when nobody may be asked.</summary>
    /// <param name="selection">The question.</param>
    /// <param name="exclusions">Takes why each candidate may not be asked. As long as the candidates.</param>
    /// <param name="scores">Takes what the choice went by, the lower the better; NaN where a candidate was not compared. As long as the candidates.</param>
    public static int Choose(ref readonly Selection selection, Span<Exclusion> exclusions, Span<float> scores)
    {
        for (var i = 0; i < selection.Candidates.Length; i++)
        {
            scores[i] = float.NaN;
            exclusions[i] = Check(in selection, i);
        }

        // A rest that nobody asked for is a guess: better to ask than to refuse in a provider's name.
        var eligible = LowestTier(in selection, exclusions, Exclusion.None);
        if (eligible == 0)
        {
            eligible = LowestTier(in selection, exclusions, Exclusion.Spared);
        }

        return eligible == 0 ? -1 : Among(in selection, SlowStart.Thin(in selection, eligible, exclusions), scores);
    }

    /// <summary>The candidates of that state in the lowest tier that has any: a tier is entered when the one before has nobody left.</summary>
    private static ulong LowestTier(ref readonly Selection selection, ReadOnlySpan<Exclusion> exclusions, Exclusion state)
    {
        var eligible = 0UL;
        var tier = int.MaxValue;
        var candidates = selection.Candidates;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (exclusions[i] != state)
            {
                continue;
            }

            if (candidates[i].Tier < tier)
            {
                (tier, eligible) = (candidates[i].Tier, 0);
            }

            eligible |= candidates[i].Tier == tier ? 1UL << i : 0;
        }

        return eligible;
    }

    private static int Among(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        if ((eligible & (eligible - 1)) == 0)
        {
            return BitOperations.TrailingZeroCount(eligible);
        }

        return selection.StickyKey != 0 ? Rendezvous.Pick(in selection, eligible, scores) : selection.Route.Strategy.Pick(in selection, eligible, scores);
    }

    private static Exclusion Check(ref readonly Selection selection, int index)
    {
        var bit = 1UL << index;
        var candidate = selection.Candidates[index];
        return (selection.Tried & bit) != 0 ? Exclusion.Tried
            : candidate.Arm != 0 && candidate.Arm != selection.Arm ? Exclusion.OtherArm
            : (selection.NotOwner & bit) != 0 ? Exclusion.NotOwner
            : (selection.Incapable & bit) != 0 ? Exclusion.Incapable
            : candidate.State.Health.Check(selection.NowMs, selection.Model);
    }
}
