using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>Targets that fail leave rotation and come back, as clients and upstreams see it.</summary>
public sealed class BreakerTests
{
    private static readonly Dictionary<string, object> Quick = new(StringComparer.Ordinal)
    {
        ["open_seconds"] = 0.1, ["max_open_seconds"] = 0.2, ["close_after"] = 1, ["slow_start_seconds"] = 3600,
    };

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Twenty_five_500s_in_a_row_take_a_target_out_and_no_client_sees_one(string engine)
    {
        await using var failing = ScriptedUpstream.Start(s => s.Json(500, "{\"error\":{\"message\":\"no\"}}"));
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("failing", failing.BaseUrl).Provider("good", good.BaseUrl));

        for (var i = 0; i < 25; i++)
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        }

        failing.Requests.Count.ShouldBe(10);
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("llm_breaker_state", ("provider", "failing")).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(1);
        metrics.Sum("llm_breaker_state", ("provider", "good")).ShouldBe(0);
        metrics.Sum("tollgate_breaker_transitions_total", ("provider", "failing"), ("to", "open")).ShouldBe(1);
        await Eventually.TrueAsync(() => gateway.Log.Contains("breaker opened", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Only_target_that_fails_is_503_with_the_time_of_its_return_and_is_not_asked(string engine)
    {
        await using var failing = ScriptedUpstream.Start(s => s.Json(500, "{\"error\":{\"message\":\"no\"}}"));
        await using var gateway = await RunningGateway.StartAsync(engine, failing, ("breaker", new Dictionary<string, object>(StringComparer.Ordinal) { ["open_seconds"] = 600, ["max_open_seconds"] = 600 }));
        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(500);
        }

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
        answer.BodyText.ShouldContain("unavailable");
        int.Parse(answer["retry-after"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 300);
        failing.Requests.Count.ShouldBe(10);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Target_that_returns_gets_traffic_again_gradually(string engine)
    {
        var failing = true;
        await using var returning = ScriptedUpstream.Choose(_ => failing ? new UpstreamScript().Json(500, "{}") : new UpstreamScript().Json(Chat.Answer));
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("returning", returning.BaseUrl, ("breaker", Quick)).Provider("good", good.BaseUrl));
        await Eventually.TrueAsync(async () => await StateAsync(gateway) > 0 | (await gateway.ChatAsync(Chat.Request())).Status != 200);

        failing = false;
        await Eventually.TrueAsync(async () =>
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
            return await StateAsync(gateway) == 0;
        });
        var before = returning.Requests.Count;
        for (var i = 0; i < 200; i++)
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        }

        // A tenth of 200 at the beginning of an hour's slow start; one in a hundred thousand runs lies outside.
        (returning.Requests.Count - before).ShouldBeInRange(3, 45);
        gateway.WriteConfig(yaml => yaml.Provider("returning", returning.BaseUrl, ("breaker", new Dictionary<string, object>(Quick, StringComparer.Ordinal) { ["slow_start_seconds"] = 0 })).Provider("good", good.BaseUrl));
        await Eventually.TrueAsync(async () =>
        {
            before = returning.Requests.Count;
            for (var i = 0; i < 10; i++)
            {
                (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
            }

            return returning.Requests.Count - before == 10;
        });
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Streams_that_break_off_open_it_too(string engine)
    {
        await using var breaking = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).ThenReset());
        await using var gateway = await RunningGateway.StartAsync(engine, breaking, ("breaker", new Dictionary<string, object>(StringComparer.Ordinal) { ["consecutive_failures"] = 3 }));
        for (var i = 0; i < 3; i++)
        {
            (await gateway.ChatAsync(Chat.Request(stream: true))).ShouldEndInErrorEvent("UPSTREAM_ERROR");
        }

        (await gateway.ChatAsync(Chat.Request(stream: true))).ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
        breaking.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_clients_do_wrong_opens_nothing(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(400, "{\"error\":{\"message\":\"no\"}}"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var i = 0; i < 40; i++)
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(400);
        }

        upstream.Requests.Count.ShouldBe(40);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Server_out_of_memory_is_passed_by_and_503_where_it_is_the_only_one(string engine)
    {
        await using var full = ScriptedUpstream.Start(s => s.Json(500, "{\"error\":{\"message\":\"CUDA out of memory. Tried to allocate 20.00 MiB\"}}"));
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("full", full.BaseUrl, ("models", (string[])["m", "alone"])).Provider("good", good.BaseUrl, ("models", (string[])["m"])));

        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        var answer = await gateway.ChatAsync(Chat.Request("alone"));

        answer.ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
        answer.BodyText.ShouldContain("unavailable");
        answer.BodyText.ShouldNotContain("CUDA");
        (await gateway.RecordOfAsync(answer)).Attempts.ShouldBe(1);
    }

    private static async Task<double> StateAsync(RunningGateway gateway) =>
        (await gateway.MetricsAsync()).Sum("llm_breaker_state", ("provider", "returning")) ?? -1;
}
