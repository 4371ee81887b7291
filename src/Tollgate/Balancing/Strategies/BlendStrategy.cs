using System.Numerics;
using Tollgate.Configuration;

namespace Tollgate.Balancing.Strategies;

/// <summary>
/// A weighted blend: latency, cost and load each as a part of the highest among the candidates, failures as their share. A figure that nobody
/// has counts for none.
/// </summary>
internal sealed class BlendStrategy(BlendWeights weights) : Strategy
{
    private const float Near = 0.01f;

    private readonly float _latency = (float)weights.Latency;
    private readonly float _cost = (float)weights.Cost;
    private readonly float _success = (float)weights.Success;
    private readonly float _load = (float)weights.Load;

    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores)
    {
        if (_latency > 0 && Cold.TryPick(in selection, eligible, out var unknown))
        {
            return unknown;
        }

        Span<float> latencies = stackalloc float[scores.Length];
        Span<float> costs = stackalloc float[scores.Length];
        Span<float> loads = stackalloc float[scores.Length];
        var (slowest, dearest, busiest) = (0f, 0f, 0f);
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            slowest = Known(latencies[i] = selection.Candidates[i].State.Stats.ExpectedFirstByteMs(selection.NowMs), slowest);
            dearest = Known(costs[i] = _cost > 0 ? CostStrategy.ScoreOf(in selection, i) : 0, dearest);
            busiest = Known(loads[i] = (float)NearBest.LoadOf(in selection, i), busiest);
        }

        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            scores[i] = (_latency * Part(latencies[i], slowest)) + (_cost * Part(costs[i], dearest)) + (_load * Part(loads[i], busiest))
                + (_success * (1 - selection.Candidates[i].State.Stats.Success(selection.NowMs)));
        }

        return NearBest.Pick(in selection, eligible, scores, Near, byLoad: false);
    }

    private static float Known(float value, float highest) => value < Cold.Score ? Math.Max(value, highest) : highest;

    private static float Part(float value, float highest) => highest <= 0 ? 0 : Math.Min(1, value / highest);
}
