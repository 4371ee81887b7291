using System.Numerics;

namespace Tollgate.Balancing;

/// <summary>How the traffic of a target that returns grows: a server with cold caches that gets everything at once fails again.</summary>
internal static class SlowStart
{
    /// <summary>What it gets from the beginning; less would tell nothing.</summary>
    public const double Least = 0.1;

    /// <summary>Its share of the usual, <see cref="Least"/> to 1, growing evenly.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="sinceMs">When it returned; <see cref="long.MinValue"/> for never having been away.</param>
    /// <param name="lengthMs">In how long it grows; 0 for at once.</param>
    public static double Share(long nowMs, long sinceMs, int lengthMs)
    {
        if (sinceMs == long.MinValue || nowMs - sinceMs >= lengthMs)
        {
            return 1;
        }

        return Math.Max(Least, (nowMs - sinceMs) / (double)lengthMs);
    }

    /// <summary>
    /// Leaves those out that return and whose turn it is not this time: by chance, so that each gets its share of whatever a strategy would
    /// have given it. Nobody is left out where all return.
    /// </summary>
    /// <param name="selection">The question.</param>
    /// <param name="eligible">Who may be asked, one bit each.</param>
    /// <param name="exclusions">Takes who is left out.</param>
    public static ulong Thin(ref readonly Selection selection, ulong eligible, Span<Exclusion> exclusions)
    {
        if (selection.IsDryRun || (eligible & (eligible - 1)) == 0)
        {
            return eligible;
        }

        var left = 0UL;
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            var share = selection.Candidates[index].State.Health.Share(selection.NowMs);
            left |= share >= 1 || selection.Random.Unit() < share ? 1UL << index : 0;
        }

        if (left == 0)
        {
            return eligible;
        }

        for (var rest = eligible & ~left; rest != 0; rest &= rest - 1)
        {
            exclusions[BitOperations.TrailingZeroCount(rest)] = Exclusion.SlowStart;
        }

        return left;
    }
}
