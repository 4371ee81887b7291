using System.Numerics;

namespace Tollgate.Balancing;

/// <summary>
/// Takes one of the candidates whose score is near the best one: two of them by chance, of which the better. Always taking the very best
/// would send everybody to the same target until its figures catch up.
/// </summary>
internal static class NearBest
{
    /// <summary>The index of the one taken.</summary>
    /// <param name="selection">Whose candidates.</param>
    /// <param name="eligible">One bit each for those that may be taken; at least one.</param>
    /// <param name="scores">The lower the better.</param>
    /// <param name="slack">How far from the best is still near.</param>
    /// <param name="byLoad">Of the two the one with less to do is better; otherwise the one with the lower score.</param>
    public static int Pick(ref readonly Selection selection, ulong eligible, ReadOnlySpan<float> scores, float slack, bool byLoad)
    {
        var near = Near(eligible, scores, Best(eligible, scores) + slack);
        var count = BitOperations.PopCount(near);
        if (count == 1)
        {
            return BitOperations.TrailingZeroCount(near);
        }

        var first = selection.Random.Below(count);
        var second = selection.Random.Below(count - 1);
        var a = Bits.Nth(near, first);
        var b = Bits.Nth(near, second < first ? second : second + 1);
        var difference = byLoad ? LoadOf(in selection, a) - LoadOf(in selection, b) : 0;
        return difference < 0 || (difference == 0 && scores[a] <= scores[b]) ? a : b;
    }

    /// <summary>The best score.</summary>
    public static float Best(ulong eligible, ReadOnlySpan<float> scores)
    {
        var best = float.MaxValue;
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            best = Math.Min(best, scores[BitOperations.TrailingZeroCount(rest)]);
        }

        return best;
    }

    /// <summary>Requests under way for each unit of weight, one more counted.</summary>
    public static double LoadOf(ref readonly Selection selection, int index)
    {
        var candidate = selection.Candidates[index];
        return (candidate.State.Stats.InFlight + 1.0) / candidate.Weight;
    }

    private static ulong Near(ulong eligible, ReadOnlySpan<float> scores, float limit)
    {
        var near = 0UL;
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            near |= scores[i] <= limit ? 1UL << i : 0;
        }

        return near == 0 ? eligible : near;
    }
}
