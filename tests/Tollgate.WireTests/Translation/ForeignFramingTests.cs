using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>Formats whose streams are no events: Amazon's frames and Ollama's lines from providers, Google's array to clients.</summary>
public sealed class ForeignFramingTests
{
    private const string Ask = """{"model":"m","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Frames_and_lines_are_read_the_same_whole_and_byte_by_byte(string engine)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        foreach (var (id, kind) in ((string, string)[])[("bedrock-converse-stream-2", "bedrock"), ("ollama-chat-stream", "ollama"), ("gemini-thinking-stream", "gemini")])
        {
            var recording = Recordings.Get(id);
            await using var provider = ReplayUpstream.Start([recording]);
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("providers", Entry(kind, provider.Origin)));
            provider.Play(recording, new ReplayPlan());
            var whole = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);
            provider.Play(recording, new ReplayPlan { Cut = ReplayCut.EveryByte });
            var cut = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);

            whole.Status.ShouldBe(200, $"{id}: {whole.BodyText}");
            var seen = Grammars.Stream(ClientDialect.Anthropic, whole.Body);
            (seen.Calls.Count + seen.Text.Length + seen.Reasoning.Length).ShouldBeGreaterThan(0, id);
            var again = Grammars.Stream(ClientDialect.Anthropic, cut.Body);
            again.Calls.ShouldBe(seen.Calls, id);
            (again.Text, again.Reasoning, again.Usage).ShouldBe((seen.Text, seen.Reasoning, seen.Usage), id);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_exception_in_Amazons_stream_is_told_and_a_wrong_check_sum_breaks_it(string engine)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        foreach (var (id, text) in ((string, string)[])[("bedrock-stream-exception", "Too many requests, please wait"), ("bedrock-stream-bad-crc", "error")])
        {
            await using var provider = ReplayUpstream.Start([Recordings.Get(id)]);
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("providers", Entry("bedrock", provider.Origin)));
            provider.Play(Recordings.Get(id), new ReplayPlan());

            var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);

            answer.BodyText.ShouldContain("event: error", customMessage: id);
            answer.BodyText.ShouldContain(text, customMessage: id);
            answer.BodyText.ShouldNotContain("message_stop", customMessage: id);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Amazons_kind_of_error_is_read_from_its_header(string engine)
    {
        await using var provider = ScriptedUpstream.Start(s => s.Json(400, """{"message":"Slow down."}""", "x-amzn-errortype: ThrottlingException:http://internal/"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("providers", Entry("bedrock", provider.Origin)));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);

        answer.Status.ShouldBe(429, answer.BodyText);
        answer.BodyText.ShouldContain("rate_limit_error");
        answer.BodyText.ShouldContain("Slow down.");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Googles_clients_get_events_or_a_growing_array_as_their_path_says(string engine)
    {
        await using var provider = ScriptedUpstream.Start(s => s
            .Say("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            .Chunk(Event("""{"id":"c","object":"chat.completion.chunk","created":1,"model":"x","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}"""))
            .Chunk(Event("""{"id":"c","object":"chat.completion.chunk","created":1,"model":"x","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"length"}]}"""))
            .Chunk(Event("""{"id":"c","object":"chat.completion.chunk","created":1,"model":"x","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"""))
            .Chunk("data: [DONE]\n\n").EndChunks());
        await using var gateway = await RunningGateway.StartAsync(engine, provider);
        const string Google = """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""";

        var events = await gateway.ExchangeAsync("POST", "/v1beta/models/m:streamGenerateContent?alt=sse", Google);
        var array = await gateway.ExchangeAsync("POST", "/v1beta/models/m:streamGenerateContent", Google);
        var whole = await gateway.ExchangeAsync("POST", "/v1beta/models/m:generateContent", Google);

        events["content-type"]!.ShouldStartWith("text/event-stream");
        array["content-type"]!.ShouldStartWith("application/json");
        foreach (var seen in (AnswerSeen[])[
            Grammars.Stream(ClientDialect.Gemini, events.Body), Grammars.Stream(ClientDialect.GeminiArray, array.Body), Grammars.Whole(ClientDialect.Gemini, whole.Body)])
        {
            (seen.Text, seen.Finish).ShouldBe(("Hello", FinishSeen.Length));
            seen.Usage.ShouldNotBeNull().Output.ShouldBe(2);
        }

        JsonDocument.Parse(provider.LastRequest.Body).RootElement.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("Hi");
    }

    private static string Event(string data) => $"data: {data}\n\n";

    private static string Entry(string kind, string url) => kind switch
    {
        "bedrock" => $$"""{ name: p, kind: bedrock, base_url: "{{url}}", region: us-east-1, api_key: "{{Secrets.ProviderKey}}", models: ["*"] }""",
        "ollama" => $$"""{ name: p, kind: ollama, base_url: "{{url}}", formats: [ollama_chat], models: ["*"] }""",
        _ => $$"""{ name: p, kind: {{kind}}, base_url: "{{url}}/v1beta", api_key: "{{Secrets.ProviderKey}}", models: ["*"] }""",
    };
}
