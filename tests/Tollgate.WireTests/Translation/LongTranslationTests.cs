using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>What is long is translated beside the loop, and what takes much memory is counted before it does.</summary>
public sealed class LongTranslationTests
{
    /// <summary>Bodies beyond 64 KiB are long.</summary>
    private static readonly string LongText = string.Concat(Enumerable.Repeat("A \"quoted\" line.\n", 8 * 1024));

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_long_request_and_a_long_answer_arrive_as_short_ones_do(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message(LongText)));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.ChatAsync(Chat.Request(content: LongText))));

        foreach (var answer in answers)
        {
            answer.Status.ShouldBe(200);
            Json(answer.Body).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe(LongText);
        }

        foreach (var asked in claude.Requests)
        {
            Json(asked.Body).GetProperty("messages")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe(LongText);
        }

        (await gateway.RecordOfAsync(answers[0])).Number("output_tokens").ShouldBe(3);
        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("tollgate_body_memory_bytes") == 0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_long_request_goes_on_to_the_next_candidate_in_that_ones_format(string engine)
    {
        await using var broken = ScriptedUpstream.Start(s => s.Json(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));
        await using var same = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml =>
        {
            Claude(yaml, broken).Provider("same", same.BaseUrl, ("models", Array.Empty<string>()));
            yaml.Add("models", "{ name: m, targets: [{ provider: claude }, { provider: same }], strategy: ordered }");
        });

        var answer = await gateway.ChatAsync(Chat.Request(content: LongText));

        answer.BodyText.ShouldBe(Chat.Answer);
        broken.LastRequest.Target.ShouldBe("/v1/messages");
        same.LastRequest.BodyText.ShouldBe(Chat.Request(content: LongText));
        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("tollgate_body_memory_bytes") == 0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_request_of_very_many_parts_is_refused_before_it_takes_the_memory(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message("Hello")));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude)
            .Set("server", "body_memory_bytes", 8 * 1024 * 1024).Set("server", "max_body_bytes", 4 * 1024 * 1024));
        var many = string.Join(',', Enumerable.Repeat("""{"role":"user","content":""}""", 20_000));

        var answer = await gateway.ChatAsync($$"""{"model":"m","messages":[{{many}}]}""");

        answer.Status.ShouldBe(503);
        answer["retry-after"].ShouldBe("1");
        answer.BodyText.ShouldContain("GATEWAY_OVERLOADED");
        claude.Requests.ShouldBeEmpty();
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("tollgate_body_memory_bytes") == 0);
    }

    private static JsonElement Json(ReadOnlyMemory<byte> body) => JsonDocument.Parse(body).RootElement;

    private static string Message(string text) =>
        $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":{{{JsonSerializer.Serialize(text)}}}}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3}}""";

    private static GatewayYaml Claude(GatewayYaml yaml, ScriptedUpstream upstream) => yaml.Add(
        "providers", $$"""{ name: claude, kind: anthropic, base_url: "{{upstream.Origin}}", api_key: "{{Secrets.ProviderKey}}", models: ["*"] }""");
}
