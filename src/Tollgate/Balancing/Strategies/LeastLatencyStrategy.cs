using System.Numerics;

namespace Tollgate.Balancing.Strategies;

/// <summary>The fastest one lately: time to the first byte, peaks remembered, times the load (peak EWMA), of two near the best by chance.</summary>
internal sealed class LeastLatencyStrategy : Strategy
{
    /// <summary>Measured times vary by more than this without meaning anything.</summary>
    private const float Near = 0.1f;

    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        if (Cold.TryPick(in selection, eligible, out var unknown))
        {
            return unknown;
        }

        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            scores[i] = ScoreOf(in selection, i);
        }

        return NearBest.Pick(in selection, eligible, scores, NearBest.Best(eligible, scores) * Near, byLoad: false);
    }

    /// <summary>Milliseconds until an answer begins, failures counted as time lost. What has never answered and is being tried is left alone.</summary>
    public static float ScoreOf(ref readonly Selection selection, int index)
    {
        var stats = selection.Candidates[index].State.Stats;
        return stats.IsCold ? Cold.Score : stats.ExpectedFirstByteMs(selection.NowMs) / Math.Max(0.05f, stats.Success(selection.NowMs));
    }
}
