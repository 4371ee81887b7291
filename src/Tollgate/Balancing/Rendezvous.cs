using System.Numerics;

namespace Tollgate.Balancing;

/// <summary>The candidate that a key belongs to: the one that answered it last, else the one that it is drawn to most.</summary>
internal static class Rendezvous
{
    /// <summary>The index of the candidate.</summary>
    /// <param name="selection">With a key.</param>
    /// <param name="eligible">One bit each for those that may be taken; at least one.</param>
    /// <param name="scores">Takes the draw of each, as a negative number: the lower the stronger.</param>
    public static int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        var best = -1;
        var known = selection.Memory is { } memory && memory.TryFind(selection.StickyKey, selection.NowMs, out var last) ? last : (uint?)null;
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            var candidate = selection.Candidates[i];
            scores[i] = -(float)DrawOf(in selection, i);
            if (known == (uint)candidate.StickySeed)
            {
                return i;
            }

            best = best < 0 || scores[i] < scores[best] ? i : best;
        }

        return best;
    }

    /// <summary>Whether the key belongs to a candidate that may not be asked now, rather than to the one taken.</summary>
    public static bool IsAway(ref readonly Selection selection, int taken, ReadOnlySpan<Exclusion> exclusions)
    {
        var own = DrawOf(in selection, taken);
        for (var i = 0; i < exclusions.Length; i++)
        {
            var isOut = exclusions[i] is not (Exclusion.None or Exclusion.Incapable or Exclusion.OtherArm or Exclusion.NotOwner);
            if (isOut && selection.Candidates[i].Tier <= selection.Candidates[taken].Tier && DrawOf(in selection, i) > own)
            {
                return true;
            }
        }

        return false;
    }

    private static double DrawOf(ref readonly Selection selection, int index) =>
        StickyHash.Draw(selection.StickyKey, selection.Candidates[index].StickySeed, selection.Candidates[index].Weight);
}
