using System.Numerics;

namespace Tollgate.Balancing.Strategies;

/// <summary>Targets that nothing is known about yet: each gets one request to show itself, and no second one before it has.</summary>
internal static class Cold
{
    /// <summary>Worse than anything measured, better than nothing.</summary>
    public const float Score = 1e12f;

    /// <summary>A cold target that nobody is trying; false when there is none.</summary>
    public static bool TryPick(ref readonly Selection selection, ulong eligible, out int index)
    {
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            index = BitOperations.TrailingZeroCount(rest);
            var stats = selection.Candidates[index].State.Stats;
            if (stats is { IsCold: true, InFlight: 0 } && stats.Success(selection.NowMs) > 0.99f)
            {
                return true;
            }
        }

        index = -1;
        return false;
    }
}
