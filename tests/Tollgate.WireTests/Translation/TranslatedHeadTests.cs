using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>What the head of a translated answer carries over from the provider's.</summary>
public sealed class TranslatedHeadTests
{
    private const string Ask = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";

    private static readonly string[] Limits =
    [
        "x-ratelimit-limit-requests: 500", "x-ratelimit-remaining-requests: 499", "x-ratelimit-reset-requests: 120ms",
        "x-ratelimit-limit-tokens: 30000", "x-ratelimit-remaining-tokens: 29000", "x-ratelimit-reset-tokens: 6m0s", "x-request-id: theirs",
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_providers_limits_are_told_in_the_clients_own_terms(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Decide(static request =>
            request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal)
                ? new UpstreamScript().Say("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n" + string.Join("\r\n", Limits) + "\r\n\r\n")
                    .Event(Chat.Delta("Hello")).Done()
            : request.BodyText.Contains("refuse", StringComparison.Ordinal)
                ? new UpstreamScript().Json(429, """{"error":{"message":"no","type":"requests","code":"rate_limit_exceeded"}}""", [.. Limits, "retry-after: 3"])
                : new UpstreamScript().Json(200, Chat.Answer, Limits)));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));

        ShouldTell(await gateway.ExchangeAsync("POST", "/v1/messages", Ask), 200);
        ShouldTell(await gateway.ExchangeAsync("POST", "/v1/messages", Ask[..^1] + ",\"stream\":true}"), 200);
        ShouldTell(await gateway.ExchangeAsync("POST", "/v1/messages", Ask.Replace("Hi", "refuse", StringComparison.Ordinal)), 429);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Where_the_gateway_has_limits_of_its_own_only_these_are_told(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Json(200, Chat.Answer, Limits));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).RequestLimit(60, "1m", 60));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);

        answer["anthropic-ratelimit-requests-limit"].ShouldBeNull();
        answer["x-ratelimit-limit-requests"].ShouldBe("60");
    }

    private static void ShouldTell(RawResponse answer, int status)
    {
        answer.Status.ShouldBe(status, answer.ToString());
        answer["anthropic-ratelimit-requests-limit"].ShouldBe("500");
        answer["anthropic-ratelimit-requests-remaining"].ShouldBe("499");
        answer["anthropic-ratelimit-tokens-remaining"].ShouldBe("29000");
        var reset = DateTimeOffset.Parse(answer["anthropic-ratelimit-tokens-reset"]!, System.Globalization.CultureInfo.InvariantCulture);
        reset.ShouldBeInRange(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.MaxValue);
        answer["x-ratelimit-limit-requests"].ShouldBeNull();
        answer["request-id"].ShouldBe(answer["x-request-id"]);
        answer["x-request-id"].ShouldNotBe("theirs");
    }
}
