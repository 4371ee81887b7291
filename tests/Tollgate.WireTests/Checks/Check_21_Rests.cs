using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_21_Rests
{
    private const string Refusal = "{\"error\":{\"message\":\"slow down\"}}";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_21_Target_that_asks_for_a_rest_is_left_alone_while_others_take_over(string engine)
    {
        foreach (var (status, header) in ((int, string)[])[(429, "retry-after: 600"), (529, "retry-after-ms: 600000"), (503, "retry-after: 600"), (429, "x-nothing: 1")])
        {
            await using var tired = ScriptedUpstream.Start(s => s.Json(status, Refusal, header));
            await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("tired", tired.BaseUrl).Provider("good", good.BaseUrl));

            var first = await gateway.ChatAsync(Chat.Request());
            var second = await gateway.ChatAsync(Chat.Request());

            first.BodyText.ShouldBe(Chat.Answer, $"{status} {header}");
            first["x-tollgate-attempts"].ShouldBe("2");
            second["x-tollgate-attempts"].ShouldBe("1");
            second["x-tollgate-provider"].ShouldBe("good");
            tired.Requests.Count.ShouldBe(1);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_21_Client_gets_429_only_if_all_rest_and_hears_the_smallest_wait(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(429, Refusal, "retry-after: 900"));
        await using var two = ScriptedUpstream.Start(s => s.Json(529, Refusal, "retry-after: 120"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("one", one.BaseUrl).Provider("two", two.BaseUrl));

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(529);
        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(429, "UPSTREAM_OVERLOADED");
        int.Parse(answer["retry-after"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 120);
        answer["x-tollgate-attempts"].ShouldBeNull();
        (one.Requests.Count, two.Requests.Count).ShouldBe((1, 1));
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("tollgate_targets_resting").ShouldBe(2);
        metrics.Sum("tollgate_target_rests_total", ("provider", "one")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_21_Rest_of_five_minutes_is_the_longest(string engine)
    {
        await using var tired = ScriptedUpstream.Start(s => s.Json(429, Refusal, "retry-after: 86400"));
        await using var gateway = await RunningGateway.StartAsync(engine, tired);

        (await gateway.ChatAsync(Chat.Request()))["retry-after"].ShouldBe("86400"); // theirs, as they said it
        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(429, "UPSTREAM_OVERLOADED");
        int.Parse(answer["retry-after"]!, CultureInfo.InvariantCulture).ShouldBeInRange(200, 300);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_21_Rested_target_is_asked_again_and_not_a_moment_sooner(string engine)
    {
        var refused = 0L;
        await using var tired = ScriptedUpstream.Start(
            s => s.Decide(_ =>
            {
                refused = Stopwatch.GetTimestamp();
                return new UpstreamScript().Json(429, Refusal, "retry-after: 2");
            }),
            s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, tired);
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(429);

        await Eventually.TrueAsync(async () => (await gateway.ChatAsync(Chat.Request())).Status == 200, TimeSpan.FromSeconds(60));

        // The gateway's clock for this counts in steps of some milliseconds.
        Stopwatch.GetElapsedTime(refused).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        tired.Requests.Count.ShouldBe(2);
    }
}
