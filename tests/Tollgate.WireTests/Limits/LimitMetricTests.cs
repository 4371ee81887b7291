using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Limits;

public sealed class LimitMetricTests
{
    /// <summary>9 tokens of input and 3 of output are what <see cref="Chat.Answer"/> reports.</summary>
    private const int RealTokens = 12;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tokens_are_reserved_by_the_clients_bound_and_corrected_by_what_was_used(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream, "{ name: tpm, scope: key, metric: tokens, limit: 1000, per: 1h, algorithm: fixed_window }");
        var first = await gateway.ChatAsync(Bounded(900));
        first.Status.ShouldBe(200);
        first["x-ratelimit-limit-tokens"].ShouldBe("1000");
        RemainingTokens(first).ShouldBeInRange(1, 99);
        first["x-ratelimit-remaining-requests"].ShouldBeNull("no rule counts requests");

        var second = await gateway.ChatAsync(Bounded(900));
        second.Status.ShouldBe(200);
        (RemainingTokens(first) - RemainingTokens(second)).ShouldBe(RealTokens);
        var tooMuch = await gateway.ChatAsync(Bounded(1001));
        tooMuch.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        tooMuch.BodyText.ShouldContain("max_tokens");
        tooMuch["retry-after"].ShouldBeNull("no waiting helps");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_and_a_request_that_fails_settle_as_well(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(500, """{"error":{"message":"no"}}"""),
            s => s.Event(Chat.Delta("Hello")).Event("""{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":391,"total_tokens":400}}""").Done(),
            s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream, "{ scope: model, metric: tokens, limit: 1000, per: 1h, algorithm: sliding_window }");
        (await gateway.ChatAsync(Bounded(900))).Status.ShouldBe(500);
        (await gateway.ChatAsync(Bounded(100).Replace("\"stream\":false", "\"stream\":true", StringComparison.Ordinal))).Status.ShouldBe(200);
        var answer = await gateway.ChatAsync(Bounded(100));
        answer.Status.ShouldBe(200);
        RemainingTokens(answer).ShouldBeInRange(400, 500, "400 were used, though only 100 had been asked for, and 100 are asked for now");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Without_a_bound_a_usual_answer_is_reserved_and_alone_it_shuts_nobody_out(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream, "{ scope: global, metric: tokens, limit: 100, per: 1h, algorithm: fixed_window }");
        var first = await gateway.ChatAsync(Chat.Request());
        first.Status.ShouldBe(200);
        RemainingTokens(first).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cost_is_limited_in_dollars(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Add("prices", "{ model: m, input: 1000, output: 1000 }")
            .Add("limits", "{ name: spend, scope: key, metric: cost, limit_usd: 0.03, per: 1h, algorithm: fixed_window }"));
        for (var i = 0; i < 2; i++)
        {
            (await gateway.ChatAsync(Bounded(3))).Status.ShouldBe(200); // 12 tokens at 0.001 dollars
        }

        var refused = await gateway.ChatAsync(Bounded(3));
        refused.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        refused.BodyText.ShouldContain("0.03 USD");
        refused["retry-after"].ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_place_is_free_again_when_its_request_ends_or_its_client_leaves(string engine)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = ScriptedUpstream.Start(
            s => s.ThenHang(), s => s.Json(Chat.Answer), s => s.WaitFor(signal.Task).Json(Chat.Answer), s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream, "{ name: one-at-once, scope: key, metric: concurrency, limit: 1 }");
        var leaver = await gateway.ConnectAsync();
        await leaver.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
        await upstream.ReceivedAsync();
        var refused = await gateway.ChatAsync(Chat.Request());
        refused.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        refused.BodyText.ShouldContain("one-at-once");
        refused["retry-after"].ShouldBe("1");
        await leaver.DisposeAsync();
        (await Eventually.BecomesTrueAsync(async () => (await gateway.ChatAsync(Chat.Request())).Status == 200, TimeSpan.FromSeconds(20))).ShouldBeTrue();

        await using var second = await gateway.ConnectAsync();
        await second.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
        await upstream.ReceivedAsync(3);
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(429);
        signal.SetResult();
        (await second.ReadResponseAsync()).Status.ShouldBe(200);
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, string limit) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("limits", limit));

    private static string Bounded(int maxTokens) =>
        Chat.Request().Replace("{\"model\"", string.Create(CultureInfo.InvariantCulture, $"{{\"max_tokens\":{maxTokens},\"model\""), StringComparison.Ordinal);

    private static long RemainingTokens(RawResponse answer) =>
        long.Parse(answer["x-ratelimit-remaining-tokens"].ShouldNotBeNull(answer.ToString()), CultureInfo.InvariantCulture);
}
