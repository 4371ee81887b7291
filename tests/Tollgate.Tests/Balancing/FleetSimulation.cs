using Tollgate.Balancing;
using Tollgate.Routing;

namespace Tollgate.Tests.Balancing;

/// <summary>
/// Targets that answer in simulated time: their latency, failures and prices change, and requests that overlap slow them down. Which one is
/// asked is decided by the code that is served.
/// </summary>
/// <param name="route">Whose candidates stand for the targets.</param>
/// <param name="targets">How each behaves at a time.</param>
/// <param name="seed">The same seed, the same run.</param>
internal sealed class FleetSimulation(Route route, Func<long, TargetWeather>[] targets, ulong seed)
{
    private const double MeanGapMs = 20;
    private readonly PriorityQueue<(int Target, bool Failed, double FirstByteMs), double> _pending = new();
    private readonly SeededRandom _chance = new(seed);
    private readonly SeededRandom _random = new(seed + 1);

    /// <summary>Sends requests one after another.</summary>
    /// <param name="requests">How many.</param>
    /// <param name="pick">Takes the place of the route's strategy; null for the strategy.</param>
    public FleetResult Run(int requests, Func<long, int>? pick = null)
    {
        var result = new FleetResult(targets.Length);
        var now = 0.0;
        for (var i = 0; i < requests; i++)
        {
            now += -Math.Log(1 - _chance.Unit()) * MeanGapMs;
            Settle(now);
            var at = (long)now;
            var question = RoutesOf.Question(route, _random, at);
            var target = pick?.Invoke(at) ?? RoutesOf.Choose(in question);
            var stats = route.Candidates[target].State.Stats;
            var weather = targets[target](at);

            // Log-normal, median 1: what measured times to the first byte look like.
            var noise = Math.Exp(0.35 * Math.Sqrt(-2 * Math.Log(1 - _chance.Unit())) * Math.Cos(2 * Math.PI * _chance.Unit()));
            var firstByteMs = weather.LatencyMs * noise * (1 + (weather.LoadFactor * stats.InFlight));
            var failed = _chance.Unit() < weather.FailureShare;
            result.Add(target, firstByteMs, failed, weather.Cost, stats.InFlight);
            stats.Began();
            _pending.Enqueue((target, failed, firstByteMs), now + firstByteMs);
        }

        Settle(double.MaxValue);
        return result;
    }

    private void Settle(double now)
    {
        while (_pending.TryPeek(out var done, out var at) && at <= now)
        {
            _pending.Dequeue();
            var stats = route.Candidates[done.Target].State.Stats;
            if (done.Failed)
            {
                stats.Failed((long)at);
            }
            else
            {
                stats.Answered((long)at, (float)done.FirstByteMs);
            }

            stats.Ended();
        }
    }
}
