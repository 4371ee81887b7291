using System.Globalization;
using Shouldly;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Balancing;

/// <summary>Proof 4 of the routing: seeded runs of a hundred thousand requests against targets that change.</summary>
public sealed class SimulationTests
{
    private const int Requests = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Least_latency_stays_within_a_tenth_of_the_best_fixed_choice(int seed)
    {
        // Each slows down at its own times, by turns and by spells; the first is the best one all in all.
        Func<long, TargetWeather>[] targets =
        [
            now => new TargetWeather(Wave(now, 240_000, 0) ? 200 : 260),
            now => new TargetWeather(Wave(now, 400_000, 0.3) ? 250 : 500),
            now => new TargetWeather(400),
            now => new TargetWeather(Wave(now, 600_000, 0.6) ? 300 : 3000),
            now => new TargetWeather(900),
        ];
        var best = Enumerable.Range(0, targets.Length)
            .Min(fixedTarget => Simulate("least_latency", targets, seed, _ => fixedTarget).MeanLatencyMs);
        Simulate("least_latency", targets, seed).MeanLatencyMs.ShouldBeLessThan(best * 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Least_latency_stays_within_a_tenth_of_the_best_fixed_choice_where_load_slows_targets_down(int seed)
    {
        Func<long, TargetWeather>[] targets =
        [
            _ => new TargetWeather(200, LoadFactor: 0.02),
            now => new TargetWeather(Wave(now, 300_000, 0) ? 220 : 600, LoadFactor: 0.02),
            _ => new TargetWeather(350, LoadFactor: 0.02),
        ];
        var best = Enumerable.Range(0, targets.Length)
            .Min(fixedTarget => Simulate("least_latency", targets, seed, _ => fixedTarget).MeanLatencyMs);
        Simulate("least_latency", targets, seed).MeanLatencyMs.ShouldBeLessThan(best * 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_blend_beats_each_single_figure_on_its_own_weights(int seed)
    {
        // The fastest is dear, the cheapest slow and shaky, the surest in between; and they change places.
        Func<long, TargetWeather>[] targets =
        [
            now => new TargetWeather(Wave(now, 500_000, 0) ? 200 : 350, 0.01, 10, 0.02),
            now => new TargetWeather(1000, Wave(now, 300_000, 0.5) ? 0.15 : 0.3, 1, 0.02),
            now => new TargetWeather(Wave(now, 700_000, 0.2) ? 330 : 420, 0.02, 3, 0.02),
            _ => new TargetWeather(700, 0.005, 6, 0.02),
        ];
        var blend = Objective(Simulate("blend", targets, seed));
        foreach (var single in (string[])["least_latency", "cost", "success_rate", "least_connections", "round_robin"])
        {
            blend.ShouldBeLessThan(Objective(Simulate(single, targets, seed)), single);
        }
    }

    [Fact]
    public void Success_rate_leaves_targets_that_fail_and_returns_to_them()
    {
        Func<long, TargetWeather>[] targets =
        [
            now => new TargetWeather(300, Wave(now, 400_000, 0) ? 0.0 : 0.8),
            now => new TargetWeather(300, Wave(now, 400_000, 0) ? 0.8 : 0.0),
        ];
        var result = Simulate("success_rate", targets, 1);
        result.FailureShare.ShouldBeLessThan(0.05);
        result.Counts.Min().ShouldBeGreaterThan(Requests / 4);
    }

    [Fact]
    public void Conversations_stay_together_while_targets_are_healthy_and_return_to_their_home()
    {
        var route = RoutesOf.Targets(5, "strategy: least_latency\nsticky: { by: conversation }", i => i == 4 ? ", weight: 2" : "");
        var random = new SeededRandom(3);
        var memory = new StickyTable();
        var homes = new Dictionary<ulong, int>();
        var shares = new int[5];
        var stayed = 0;
        for (var i = 0; i < Requests; i++)
        {
            var key = StickyHash.Mix(random.Next() % 5_000) | 1;
            var question = RoutesOf.Question(route, random, i);
            question.StickyKey = key;
            question.Memory = memory;
            var taken = RoutesOf.Choose(in question);
            memory.Remember(key, (uint)route.Candidates[taken].StickySeed, i, i + 300_000);
            shares[taken]++;
            stayed += !homes.TryGetValue(key, out var home) || home == taken ? 1 : 0;
            homes[key] = taken;
        }

        ((double)stayed / Requests).ShouldBeGreaterThan(0.95);
        shares[4].ShouldBeInRange((int)(Requests / 3.0 * 0.85), (int)(Requests / 3.0 * 1.15)); // twice the weight of each other
    }

    [Fact]
    public void A_target_that_leaves_moves_its_own_conversations_only()
    {
        var route = RoutesOf.Targets(5, "strategy: ordered\nsticky: { by: key }");
        var random = new SeededRandom(3);
        var moved = 0;
        for (var key = 1UL; key <= 10_000; key++)
        {
            var question = RoutesOf.Question(route, random);
            question.StickyKey = StickyHash.Mix(key);
            var home = RoutesOf.Choose(in question);
            question.Tried = 0b100;
            moved += RoutesOf.Choose(in question) != home ? 1 : 0;
        }

        moved.ShouldBeInRange(1_700, 2_300);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(30)]
    public void A_canary_gets_its_percentage_within_binomial_bounds_and_keeps_its_keys_when_it_grows(double percent)
    {
        RouteArms Arms(double share) => new("canary:m", ["canary", "stable"], [share, 100 - share], StickySource.None);
        var random = new SeededRandom(11);
        var (now, later) = (Arms(percent), Arms(percent * 2));
        var taken = 0;
        for (var i = 0; i < Requests; i++)
        {
            var place = random.Unit();
            taken += now.At(place) == 1 ? 1 : 0;
            (now.At(place) == 1 && later.At(place) != 1).ShouldBeFalse();
        }

        var expected = Requests * percent / 100;
        Math.Abs(taken - expected).ShouldBeLessThan(4 * Math.Sqrt(expected * (1 - (percent / 100))));
    }

    /// <summary>The blend's default weights on what really came, each figure as a part of the worst target's.</summary>
    private static double Objective(FleetResult result) =>
        (0.4 * result.MeanLatencyMs / 1000) + (0.3 * result.MeanCost / 10) + (0.2 * result.FailureShare) + (0.1 * result.MeanLoad / 50);

    private static FleetResult Simulate(string strategy, Func<long, TargetWeather>[] targets, int seed, Func<long, int>? pick = null)
    {
        var count = targets.Length;
        string Target(int i) => $"t{i.ToString(CultureInfo.InvariantCulture)}";
        var route = RoutesOf.Compile(
            $"""
            providers:
            {Lines(count, i => $"  - {{ name: {Target(i)}, kind: vllm, base_url: \"http://127.0.0.1:{8000 + i}/v1\" }}")}
            prices:
            {Lines(count, i => $"  - {{ provider: {Target(i)}, model: x, input: 0, output: {Price(targets[i](0).Cost)} }}")}
            models:
              - name: m
                strategy: {strategy}
                targets:
            {Lines(count, i => $"      - {{ provider: {Target(i)}, model: x }}")}
            """);
        return new FleetSimulation(route, targets, (ulong)seed).Run(Requests, pick);
    }

    private static string Price(double cost) => cost.ToString(CultureInfo.InvariantCulture);

    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));

    /// <summary>Up for the first half of each period, down for the second.</summary>
    private static bool Wave(long now, long periodMs, double phase) => ((now / (double)periodMs) + phase) % 1 < 0.5;
}
