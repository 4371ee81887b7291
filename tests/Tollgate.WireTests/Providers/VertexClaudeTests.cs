using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Providers;

/// <summary>Anthropic's clients at Claude on Vertex AI: the same format but for two members, so the bytes pass.</summary>
public sealed class VertexClaudeTests
{
    private const string Version = "\"anthropic_version\":\"vertex-2023-10-16\"";

    /// <summary>A server tool, a field of tomorrow, an escape and a number that a rewrite would change.</summary>
    private const string Rest =
        """ "max_tokens" : 9,"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":3}],"of_tomorrow":{"a":[1.50,"\u0041"]},"messages":[{"role":"user","content":"Hi"}]""";

    private const string Message =
        """{"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Hello"},{"type":"of_tomorrow","x":1.50}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"cache_read_input_tokens":2,"output_tokens":3,"server_tool_use":{"web_search_requests":1}}}""";

    private static readonly string[] Events =
    [
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_vrtx_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],\"usage\":{\"input_tokens\":9,\"cache_read_input_tokens\":2,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{}}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":3}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    ];

    public static TheoryData<string, string, string> Bodies()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var engine in Engines.All())
        {
            data.Add(engine.Data, $$"""{"model":"claude-x",{{Rest}}}""", $$"""{{{Version}},{{Rest}}}""");
            data.Add(engine.Data, $$"""{ "model" : "claude-x" ,{{Rest}} }""", $$"""{ {{Version}} ,{{Rest}} }""");
            data.Add(engine.Data, $$"""{  "model"  :  "claude-x"  ,{{Rest}}  }""", $$"""{  {{Version}}  ,{{Rest}}  }""");
            data.Add(engine.Data, $$"""{{{Rest}},"model":"claude-x"}""", $$"""{{{Rest}},{{Version}}}""");
            data.Add(engine.Data, $$"""{"anthropic_version":"2023-06-01",{{Rest}},"model":"claude-x"}""", $$"""{{{Version}},{{Rest}}}""");
            data.Add(engine.Data, $$"""{"model":"claude-x",{{Rest}},"anthropic_version":"bedrock-2023-05-31"}""", $$"""{{{Rest}},{{Version}}}""");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_request_arrives_byte_for_byte_but_for_the_model_and_the_version(string engine, string body, string expected)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, upstream));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages?beta=true", body, "anthropic-beta: of-tomorrow-1", "anthropic-version: 2023-06-01");

        answer.Status.ShouldBe(200, answer.ToString());
        answer.BodyText.ShouldBe(Message);
        upstream.LastRequest.BodyText.ShouldBe(expected);
        upstream.LastRequest.Target.ShouldBe("/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-x:rawPredict");
        upstream.LastRequest["anthropic-beta"].ShouldBe("of-tomorrow-1");
        upstream.LastRequest["authorization"].ShouldBe("Bearer " + Secrets.ProviderKey);
        var record = await gateway.RecordOfAsync(answer);
        (record.Number("input_tokens"), record.Number("cached_tokens"), record.Number("output_tokens")).ShouldBe((11, 2, 3), record.ToString());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_body_that_is_sent_from_where_it_lies_is_edited_as_well(string engine)
    {
        var rest = Rest + ",\"padding\":\"" + new string('p', 200_000) + "\"";
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, upstream));
        foreach (var (body, expected) in new[]
        {
            ($$"""{"model":"claude-x",{{rest}}}""", $$"""{{{Version}},{{rest}}}"""),
            ($$"""{{{rest}},"anthropic_version":"x","model":"claude-x"}""", $$"""{{{rest}},{{Version}}}"""),
            ($$"""{"model":"claude-x","anthropic_version":"x",{{rest}}}""", $$"""{{{Version}},{{rest}}}"""),
        })
        {
            (await gateway.ExchangeAsync("POST", "/v1/messages", body)).Status.ShouldBe(200);
            upstream.LastRequest.BodyText.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_shadow_of_another_kind_gets_a_body_of_its_own()
    {
        await using var anthropic = ScriptedUpstream.Start(s => s.Json(Message));
        await using var google = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml =>
        {
            yaml.Provider("main", anthropic.BaseUrl, ("kind", "anthropic"), ("models", (string[])[]));
            Claude(yaml, google).Add("models", """{"name":"smart","targets":[{"provider":"main","model":"claude-b"}],"shadow":{"provider":"vx","model":"claude-a","percent":100}}""");
        });

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"smart",{{Rest}}}""");

        answer.Status.ShouldBe(200, answer.ToString());
        anthropic.LastRequest.BodyText.ShouldBe($$"""{"model":"claude-b",{{Rest}}}""");
        var copy = await google.ReceivedAsync();
        copy.BodyText.ShouldBe($$"""{{{Version}},{{Rest}}}""");
        copy.Target.ShouldEndWith("/models/claude-a:rawPredict");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_comes_as_the_provider_sends_it_and_is_metered(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => Events.Aggregate(s, (script, one) => script.Chunk(one)).EndChunks());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Claude(yaml, upstream));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"claude-x","stream":true,{{Rest}}}""");

        answer.BodyText.ShouldBe(string.Concat(Events));
        upstream.LastRequest.BodyText.ShouldBe($$"""{{{Version}},"stream":true,{{Rest}}}""");
        upstream.LastRequest.Target.ShouldEndWith("/models/claude-x:streamRawPredict");
        var record = await gateway.RecordOfAsync(answer);
        (record.Number("input_tokens"), record.Number("cached_tokens"), record.Number("output_tokens")).ShouldBe((11, 2, 3), record.ToString());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_target_of_one_request_gets_a_body_of_its_own(string engine)
    {
        await using var google = ScriptedUpstream.Start(s => s.Json(429, """{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED"}}"""));
        await using var anthropic = ScriptedUpstream.Start(s => s.Json(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));
        await using var last = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml =>
        {
            Claude(yaml, google, "first");
            yaml.Provider("second", anthropic.BaseUrl, ("kind", "anthropic"), ("models", (string[])[]));
            Claude(yaml, last, "third").Add("models", """{"name":"smart","targets":[{"provider":"first","model":"claude-a@1"},{"provider":"second","model":"claude-b"},{"provider":"third","model":"claude-c"}]}""");
        });

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"smart",{{Rest}}}""");

        answer.Status.ShouldBe(200, answer.ToString());
        google.LastRequest.BodyText.ShouldBe($$"""{{{Version}},{{Rest}}}""");
        google.LastRequest.Target.ShouldEndWith("/models/claude-a%401:rawPredict");
        anthropic.LastRequest.BodyText.ShouldBe($$"""{"model":"claude-b",{{Rest}}}""");
        last.LastRequest.BodyText.ShouldBe($$"""{{{Version}},{{Rest}}}""");
        last.LastRequest.Target.ShouldEndWith("/models/claude-c:rawPredict");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counts_name_the_model_in_the_body_and_leave_features_out(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("""{"input_tokens":7,"of_tomorrow":1}"""));
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => Claude(yaml, upstream, models: new Dictionary<string, string>(StringComparer.Ordinal) { ["smart"] = "claude-a@1" }));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages/count_tokens?beta=true", $$"""{"model":"smart",{{Rest}}}""", "anthropic-beta: web-search-2025-03-05");

        answer.Status.ShouldBe(200, answer.ToString());
        answer.BodyText.ShouldBe("""{"input_tokens":7,"of_tomorrow":1}""");
        upstream.LastRequest.Target.ShouldBe("/v1/projects/p/locations/us-east5/publishers/anthropic/models/count-tokens:rawPredict");
        upstream.LastRequest.BodyText.ShouldBe($$"""{{{Version}},"model":"claude-a@1",{{Rest}}}""");
        upstream.LastRequest["anthropic-beta"].ShouldBeNull(); // refused there: "Unexpected value(s) `web-search-2025-03-05` for the `anthropic-beta` header"
    }

    [Theory]
    [InlineData("""{"error":{"code":403,"message":"Permission denied on resource.","status":"PERMISSION_DENIED"}}""")]
    [InlineData("""[{"error":{"code":403,"message":"Permission denied on resource.","status":"PERMISSION_DENIED"}}]""")]
    public async Task What_the_cloud_refuses_is_told_in_the_clients_terms(string refusal)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(403, refusal));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => Claude(yaml, upstream));
        foreach (var stream in new[] { "true", "false" })
        {
            var answer = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"claude-x","stream":{{stream}},{{Rest}}}""");

            answer.Status.ShouldBe(403, answer.ToString());
            var body = JsonDocument.Parse(answer.Body).RootElement;
            body.GetProperty("type").GetString().ShouldBe("error");
            body.GetProperty("error").GetProperty("type").GetString().ShouldBe("permission_error");
            body.GetProperty("error").GetProperty("message").GetString().ShouldBe("Permission denied on resource.");
        }
    }

    [Fact]
    public async Task What_the_models_vendor_refuses_passes_as_it_is()
    {
        const string Refusal = """{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: 1 > 0","of_tomorrow":1},"request_id":"req_vrtx_1"}""";
        await using var upstream = ScriptedUpstream.Start(s => s.Json(400, Refusal));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => Claude(yaml, upstream));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"claude-x",{{Rest}}}""");

        (answer.Status, answer.BodyText).ShouldBe((400, Refusal));
        (await gateway.RecordOfAsync(answer)).Number("output_tokens").GetValueOrDefault().ShouldBe(0);
    }

    [Fact]
    public async Task A_note_of_another_vendors_is_left_out_by_translation()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => Claude(yaml, upstream));
        const string Body =
            """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"tlggAwAAYWJj"},{"type":"text","text":"Yes?"}]},{"role":"user","content":"Go on"}]}""";

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Body);

        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.BodyText.ShouldNotContain("tlgg");
        upstream.LastRequest.BodyJson().TryGetProperty("model", out _).ShouldBeFalse();
    }

    private static GatewayYaml Claude(GatewayYaml yaml, ScriptedUpstream upstream, string name = "vx", object? models = null) => yaml.Provider(
        name, upstream.Origin, ("kind", "vertex"), ("project", "p"), ("location", "us-east5"), ("models", models ?? (string[])["claude-*"]));
}
