using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>A second attempt beside a slow first one.</summary>
public sealed class HedgeTests
{
    private const string Model = "{ name: m, targets: [{ provider: one, model: x }, { provider: two, model: y }], hedge: { after_ms: 50 } }";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Second_target_answers_for_a_first_that_is_silent_and_the_first_is_given_up(string engine)
    {
        foreach (var stream in (bool[])[false, true])
        {
            await using var silent = ScriptedUpstream.Start(s => s.ThenHang());
            await using var good = ScriptedUpstream.Start(s => _ = stream ? s.Event(Chat.Delta("Hel")).Done() : s.Json(Chat.Answer));
            await using var gateway = await StartAsync(engine, silent, good);

            var answer = await gateway.ChatAsync(Chat.Request(stream: stream));

            answer.Status.ShouldBe(200);
            answer["x-tollgate-provider"].ShouldBe("two");
            answer["x-tollgate-attempts"].ShouldBe("2");
            silent.LastRequest.BodyText.ShouldContain("\"x\"");
            good.LastRequest.BodyText.ShouldContain("\"y\"");
            (await silent.AbortedWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
            (await gateway.MetricsAsync()).Sum("tollgate_hedges_won_total").ShouldBe(1);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task First_that_answers_after_all_wins_over_a_second_that_is_slower_or_fails(string engine)
    {
        foreach (var fails in (bool[])[false, true])
        {
            var asked = new TaskCompletionSource();
            await using var slow = ScriptedUpstream.Start(s => s.WaitFor(asked.Task).Json(Chat.Answer));
            await using var second = ScriptedUpstream.Choose(_ =>
            {
                asked.TrySetResult();
                return fails ? new UpstreamScript().Json(500, "{}") : new UpstreamScript().ThenHang();
            });
            await using var gateway = await StartAsync(engine, slow, second);

            var answer = await gateway.ChatAsync(Chat.Request());

            answer.BodyText.ShouldBe(Chat.Answer);
            answer["x-tollgate-provider"].ShouldBe("one");
            answer["x-tollgate-attempts"].ShouldBe("2");
            var metrics = await gateway.MetricsAsync();
            (metrics.Sum("tollgate_hedges_total"), metrics.Sum("tollgate_hedges_won_total")).ShouldBe((1, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_ends_both(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.ThenHang());
        await using var two = ScriptedUpstream.Start(s => s.ThenHang());
        await using var gateway = await StartAsync(engine, one, two);
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(RawRequest.Bytes(
                "POST", "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(Chat.Request()), gateway.Authorization, "content-type: application/json"));
            await two.ReceivedAsync();
        }

        (await one.AbortedWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        (await two.AbortedWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Both_attempts_may_be_at_one_provider_with_limits_of_its_own(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Decide(r => r.BodyText.Contains("\"x\"", StringComparison.Ordinal)
            ? new UpstreamScript().ThenHang() : new UpstreamScript().Json(Chat.Answer)));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("one", one.BaseUrl, ("models", (string[])["x", "y"]), ("rpm", 100), ("tpm", 100_000))
            .Add("models", "{ name: m, targets: [{ provider: one, model: x }, { provider: one, model: y }], hedge: { after_ms: 50 } }"));

        for (var i = 0; i < 3; i++)
        {
            var answer = await gateway.ChatAsync(Chat.Request()).WaitAsync(TimeSpan.FromSeconds(60));

            answer.Status.ShouldBe(200);
            answer["x-tollgate-attempts"].ShouldBe("2");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Clients_that_leave_are_no_failures_of_the_second_target(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.ThenHang());
        await using var two = ScriptedUpstream.Start(s => s.ThenHang());
        await using var gateway = await StartAsync(engine, one, two);
        for (var i = 1; i <= 6; i++)
        {
            await using (var client = await gateway.ConnectAsync())
            {
                await client.SendAsync(RawRequest.Bytes(
                    "POST", "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(Chat.Request()), gateway.Authorization, "content-type: application/json"));
                await two.ReceivedAsync(i);
            }

            await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("llm_active_requests") == 0);
        }

        (await gateway.MetricsAsync()).Sum("tollgate_breaker_transitions_total", ("to", "open")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Second_target_that_refuses_rests_as_any_other(string engine)
    {
        var asked = new TaskCompletionSource();
        await using var failing = ScriptedUpstream.Start(s => s.WaitFor(asked.Task).Json(500, "{}")); // no answer to be content with: the other's is waited for
        await using var full = ScriptedUpstream.Choose(_ =>
        {
            asked.TrySetResult();
            return new UpstreamScript().Json(429, "{}", "retry-after: 60");
        });
        await using var gateway = await StartAsync(engine, failing, full);

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(500);

        await Eventually.TrueAsync(() => Task.FromResult(gateway.Log.Contains("A target refused and rests", StringComparison.Ordinal)));
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream one, ScriptedUpstream two) => RunningGateway.StartAsync(engine, yaml => yaml
        .Provider("one", one.BaseUrl, ("models", (string[])["x"])).Provider("two", two.BaseUrl, ("models", (string[])["y"])).Add("models", Model));
}
