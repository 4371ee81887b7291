using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>What happens around a translation: heads, refusals, breaks, other candidates. OpenAI's client before an Anthropic provider.</summary>
public sealed class TranslatedRelayTests
{
    private const string Message =
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3}}""";

    private const string Start =
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_provider_gets_a_request_of_its_own_kind_and_nothing_of_the_clients_head(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answer = await gateway.ChatAsync(Chat.Request(), "OpenAI-Organization: secret-org", "x-stainless-lang: js", "cookie: a=b");

        answer.Status.ShouldBe(200);
        Json(answer).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello");
        Json(answer).GetProperty("model").GetString().ShouldBe("m");
        Json(answer).GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(12);
        var asked = claude.LastRequest;
        asked.Target.ShouldBe("/v1/messages");
        asked["x-api-key"].ShouldBe(Secrets.ProviderKey);
        asked["anthropic-version"].ShouldBe("2023-06-01");
        asked.Headers.ShouldNotContain(h => h.Value.Contains("secret-org", StringComparison.Ordinal) || h.Name.StartsWith("x-stainless", StringComparison.OrdinalIgnoreCase));
        asked["authorization"].ShouldBeNull();
        asked["cookie"].ShouldBeNull();
        var record = await gateway.RecordOfAsync(answer);
        record.Number("input_tokens").ShouldBe(9);
        record.Number("output_tokens").ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_that_breaks_off_ends_with_an_error_of_the_clients_kind_and_without_a_mark_of_success(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => Events(s, Start).Chunk(Delta("Hel")).ThenReset());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answer = await gateway.ChatAsync(Chat.Request(stream: true));

        answer.Status.ShouldBe(200);
        answer.BodyText.ShouldContain("\"content\":\"Hel\"");
        answer.BodyText.ShouldContain("data: {\"error\":{");
        answer.BodyText.ShouldNotContain("[DONE]");
        (await gateway.RecordOfAsync(answer)).ErrorClass.ShouldBe("upstream_broken");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_without_its_own_end_did_not_end_well_even_if_its_body_did(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => Events(s, Start).Chunk(Delta("Hel")).EndChunks());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answer = await gateway.ChatAsync(Chat.Request(stream: true));

        answer.BodyText.ShouldContain("data: {\"error\":{");
        answer.BodyText.ShouldNotContain("[DONE]");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_that_begins_with_an_error_is_answered_with_its_status(string engine)
    {
        // In one piece with the head: what comes behind it, when that has gone out, can only be an event.
        const string Error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
        await using var claude = ScriptedUpstream.Start(
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {Error.Length}\r\n\r\n{Error}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answer = await gateway.ChatAsync(Chat.Request(stream: true));

        answer.Status.ShouldBe(503);
        answer.BodyText.ShouldContain("Overloaded");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_refusal_comes_in_the_clients_shape_with_its_hint(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(
            429, """{"type":"error","error":{"type":"rate_limit_error","message":"Too fast"},"request_id":"req_1"}""", "retry-after: 17"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.Status.ShouldBe(429);
        answer["retry-after"].ShouldBe("17");
        Json(answer).GetProperty("error").GetProperty("message").GetString().ShouldBe("Too fast");
        Json(answer).GetProperty("error").GetProperty("code").GetString().ShouldBe("rate_limit_exceeded");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_format_cannot_say_is_refused_by_name_or_goes_to_a_candidate_that_can(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message));
        await using var open = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        const string Spoken =
            """{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""";
        await using (var alone = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude)))
        {
            var refused = await alone.ChatAsync(Spoken);
            refused.ShouldBeError(400, "VALIDATION_ERROR");
            Json(refused).GetProperty("error").GetProperty("param").GetString().ShouldBe("messages[0].content[0]");
        }

        await using var both = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude).Provider("open", open.BaseUrl));
        var answer = await both.ChatAsync(Spoken);
        answer.Status.ShouldBe(200);
        answer["x-tollgate-provider"].ShouldBe("open");
        answer["x-tollgate-attempts"].ShouldBe("1");
        claude.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_left_out_is_named_unless_the_model_wants_all_or_nothing(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude)
            .Add("models", """{ name: strict, targets: [ { provider: claude, model: m } ], on_unsupported: error }"""));
        const string Biased = """{"model":"m","logit_bias":{"1":2},"messages":[{"role":"user","content":"Hi"}]}""";

        (await gateway.ChatAsync(Biased))["x-tollgate-warnings"].ShouldBe("unsupported:logit_bias");
        var strict = await gateway.ChatAsync(Biased.Replace("\"m\"", "\"strict\"", StringComparison.Ordinal));
        strict.ShouldBeError(400, "VALIDATION_ERROR");
        Json(strict).GetProperty("error").GetProperty("param").GetString().ShouldBe("logit_bias");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_failing_provider_of_one_format_is_followed_by_one_of_another(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(500, """{"type":"error","error":{"type":"api_error","message":"no"}}"""));
        await using var open = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude).Provider("open", open.BaseUrl));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.BodyText.ShouldBe(Chat.Answer); // passed through as it is
        answer["x-tollgate-attempts"].ShouldBe("2");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_answer_that_is_none_is_told_as_such(string engine)
    {
        await using var claude = ScriptedUpstream.Start(
            s => s.Answer(200, "text/html", "<html>proxy</html>"u8.ToArray()), s => s.Json("{\"id\":"), s => s.Json("[]"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        for (var i = 0; i < 3; i++)
        {
            (await gateway.ChatAsync(Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_leaves_ends_the_providers_work_and_what_was_made_is_counted(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => Events(s, Start).Chunk(Delta("Hello there, this is some text")).ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));
        await using (var client = await gateway.ConnectAsync())
        {
            var body = Chat.Request(stream: true);
            await client.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n{gateway.Authorization}\r\ncontent-length: {body.Length}\r\n\r\n{body}");
            await client.ReadUntilAsync(await client.ReadHeadAsync(), "some text");
        }

        (await claude.AbortedWithinAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        await Eventually.TrueAsync(() => Task.FromResult(gateway.AccessLog.Records().Any(r => r.ErrorClass == "client_cancel" && r.Number("output_tokens") > 3)));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Clients_and_providers_may_disagree_about_streams(string engine)
    {
        await using var whole = ScriptedUpstream.Start(s => s.Json(Message));
        await using var streaming = ScriptedUpstream.Start(s => Events(s, Start).Chunk(Delta("Hello")).Chunk(End()).EndChunks());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, whole)
            .Add("providers", Entry("streaming", streaming, "s")));

        var told = await gateway.ChatAsync(Chat.Request(stream: true));
        told["content-type"]!.ShouldStartWith("text/event-stream");
        told.BodyText.ShouldContain("\"content\":\"Hello\"");
        told.BodyText.ShouldEndWith("data: [DONE]\n\n");
        var gathered = await gateway.ChatAsync(Chat.Request("s"));
        Json(gathered).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_conversation_that_began_at_another_vendor_goes_on_without_that_ones_notes(string engine)
    {
        await using var gemini = ScriptedUpstream.Start(s => s.Json(
            """{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"c2lnbmF0dXJl"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}"""));
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude).Add(
            "providers", $$"""{ name: gemini, kind: gemini, base_url: "{{gemini.Origin}}/v1beta", api_key: k, models: [g] }"""));
        const string Tools = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],\"max_tokens\":50";
        var first = await gateway.ExchangeAsync(
            "POST", "/v1/messages", $$"""{"model":"g",{{Tools}},"messages":[{"role":"user","content":"Hi"}]}""", gateway.Authorization);
        first.BodyText.ShouldContain("\"signature\":\"tlgg");
        var turn = Json(first).GetProperty("content");
        var call = turn.EnumerateArray().Single(b => b.GetProperty("type").GetString() == "tool_use").GetProperty("id").GetString();

        var second = await gateway.ExchangeAsync(
            "POST", "/v1/messages",
            $$"""{"model":"m",{{Tools}},"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":{{turn.GetRawText()}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call}}","content":"1"}]}]}""",
            gateway.Authorization);

        second.Status.ShouldBe(200);
        claude.LastRequest.BodyText.ShouldContain("tool_result");
        claude.LastRequest.BodyText.ShouldNotContain("tlgg");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_request_in_many_lines_is_repeated_in_events_of_one_line_each(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => Events(s, Start).Chunk(Delta("Hello")).Chunk(End()).EndChunks());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, claude));

        var answer = await gateway.ExchangeAsync(
            "POST",
            "/v1/responses",
            """
            {
              "model": "m", "stream": true, "input": "Hi", "metadata": {
                "a": "b"
              },
              "tools": [
                { "type": "function", "name": "f", "parameters": {
                  "type": "object"
                } }
              ]
            }
            """,
            gateway.Authorization);

        answer.Status.ShouldBe(200);
        var lines = answer.BodyText.Split('\n').Where(line => line.Length > 0).ToList();
        lines.ShouldAllBe(line => line.StartsWith("event: ", StringComparison.Ordinal) || line.StartsWith("data: {", StringComparison.Ordinal));
        foreach (var line in lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
        {
            JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("type").GetString().ShouldStartWith("response.");
        }
    }

    private static JsonElement Json(RawResponse answer) => JsonDocument.Parse(answer.Body).RootElement;

    private static GatewayYaml Claude(GatewayYaml yaml, ScriptedUpstream upstream) => yaml.Add("providers", Entry("claude", upstream, "\"*\""));

    private static string Entry(string name, ScriptedUpstream upstream, string model) =>
        $$"""{ name: {{name}}, kind: anthropic, base_url: "{{upstream.BaseUrl}}", api_key: "{{Secrets.ProviderKey}}", models: [{{model}}] }""";

    private static UpstreamScript Events(UpstreamScript script, string first) => script
        .Say("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        .Chunk($"event: message_start\ndata: {first}\n\n");

    private static string Delta(string text) =>
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
        + $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n";

    private static string End() =>
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":3}}\n\n"
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}
