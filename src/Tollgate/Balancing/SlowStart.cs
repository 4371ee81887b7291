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
}
