using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Routing;

/// <summary>Each strategy as clients see it.</summary>
public sealed class StrategyTests
{
    private static readonly Action<UpstreamScript> Good = s => s.Json(Chat.Answer);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Ordered_asks_the_first_and_the_next_only_when_it_fails(string engine)
    {
        await using var fleet = await Fleet.StartAsync(engine, $"strategy: ordered, targets: {Fleet.Targets(2)}", Good, Good);
        (await fleet.AskAsync(4)).ShouldAllBe(name => name == "t0");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Round_robin_and_weighted_give_exact_shares_over_all_connections_and_loops(string engine)
    {
        await using var equal = await Fleet.StartAsync(engine, $"strategy: round_robin, targets: {Fleet.Targets(3)}", Good, Good, Good);
        await equal.AskAsync(9);
        equal.Counts.ShouldBe([3, 3, 3]);

        await using var weighted = await Fleet.StartAsync(
            engine, "strategy: weighted, targets: [{ provider: t0, weight: 3 }, { provider: t1, weight: 1 }]", Good, Good);
        await weighted.AskAsync(8);
        weighted.Counts.ShouldBe([6, 2]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Least_connections_passes_over_a_target_that_is_busy(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine, "strategy: least_connections, targets: [{ provider: t0, weight: 100 }, { provider: t1, weight: 60 }]", s => s.ThenHang(), Good);
        await using var busy = await fleet.Gateway.ConnectAsync();
        await busy.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), fleet.Gateway.Authorization, "content-type: application/json");
        await fleet.Upstreams[0].ReceivedAsync();
        (await fleet.AskAsync(5)).ShouldAllBe(name => name == "t1");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Least_latency_learns_which_target_is_faster(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine, $"strategy: least_latency, targets: {Fleet.Targets(2)}", s => s.Wait(TimeSpan.FromSeconds(1)).Json(Chat.Answer), Good);
        var names = await fleet.AskAsync(12);
        names.Distinct().Count().ShouldBe(2); // each shows itself once
        names[2..].ShouldAllBe(name => name == "t1");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Success_rate_leaves_a_target_that_fails_before_its_breaker_does(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine, $"strategy: success_rate, targets: {Fleet.Targets(2)}", s => s.Json(500, "{}"), Good);
        for (var i = 0; i < 20 && fleet.Counts[0] == 0; i++)
        {
            await fleet.AskAsync(1);
        }

        var failed = fleet.Counts[0];
        (await fleet.AskAsync(10)).ShouldAllBe(name => name == "t1");
        fleet.Counts[0].ShouldBeLessThanOrEqualTo(failed + 2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cost_goes_by_the_size_of_the_request(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine,
            "strategy: cost, targets: [{ provider: t0, model: dear-prompts }, { provider: t1, model: dear-answers }]",
            yaml => yaml
                .Add("prices", "{ model: dear-prompts, input: 10, output: 1 }")
                .Add("prices", "{ model: dear-answers, input: 1, output: 10 }"),
            Good,
            Good);
        var brief = await fleet.Gateway.ChatAsync("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"PROMPT"}]}""".Replace("PROMPT", new string('x', 4000), StringComparison.Ordinal));
        brief["x-tollgate-provider"].ShouldBe("t1");
        var lengthy = await fleet.Gateway.ChatAsync("""{"model":"m","max_tokens":5000,"messages":[{"role":"user","content":"Hi"}]}""");
        lengthy["x-tollgate-provider"].ShouldBe("t0");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_blend_weighs_price_against_time(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine,
            "strategy: blend, blend: { cost: 1 }, targets: [{ provider: t0, model: dear }, { provider: t1, model: cheap }]",
            yaml => yaml.Add("prices", "{ model: dear, input: 10, output: 10 }").Add("prices", "{ model: cheap, input: 1, output: 1 }"),
            Good,
            Good);
        (await fleet.AskAsync(6)).ShouldAllBe(name => name == "t1");
    }
}
