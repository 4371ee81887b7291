using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>Clients whose library searches the web, before another vendor's model.</summary>
public sealed class WebSearchTests
{
    private const string Claude =
        """{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://a.example","title":"A","encrypted_content":"Eq"}]},{"type":"text","text":"Found it.","citations":[{"type":"web_search_result_location","url":"https://a.example","title":"A","encrypted_index":"Eo","cited_text":"t"}]}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3,"server_tool_use":{"web_search_requests":1}}}""";

    private const string OpenAi =
        """{"id":"resp_1","object":"response","created_at":1790000000,"status":"completed","model":"g","output":[{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q","sources":[{"type":"url","url":"https://a.example"}]}},{"id":"m_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Found it.","annotations":[{"type":"url_citation","url":"https://a.example","title":"A","start_index":0,"end_index":5}]}]}],"usage":{"input_tokens":9,"output_tokens":3,"total_tokens":12}}""";

    private const string Ask =
        """{"model":"m","max_tokens":99,"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2}]}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task OpenAis_chat_client_gets_Claudes_sources_as_annotations(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Claude));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("kind", "anthropic")));

        var answer = await gateway.ExchangeAsync("POST", "/v1/chat/completions", """{"model":"claude-x","messages":[{"role":"user","content":"Hi"}],"web_search_options":{"search_context_size":"low"}}""");

        answer.Status.ShouldBe(200, answer.ToString());
        answer["x-tollgate-warnings"].ShouldBe("unsupported:web_search_options.search_context_size");
        JsonNode.Parse(upstream.LastRequest.BodyText)!["tools"]!.ToJsonString().ShouldBe("""[{"type":"web_search_20250305","name":"web_search"}]""");
        var message = JsonNode.Parse(answer.BodyText)!["choices"]![0]!["message"]!;
        message["content"]!.GetValue<string>().ShouldBe("Found it.");
        message["annotations"]![0]!["url_citation"]!["end_index"]!.GetValue<int>().ShouldBe(9);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Claudes_client_searches_at_OpenAi_by_the_format_that_can(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(OpenAi));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("kind", "openai")));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);

        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.Target.ShouldEndWith("/responses");
        JsonNode.Parse(upstream.LastRequest.BodyText)!["tools"]!.ToJsonString().ShouldBe("""[{"type":"web_search"}]""");
        var content = JsonNode.Parse(answer.BodyText)!["content"]!.AsArray();
        content.Select(block => block!["type"]!.GetValue<string>()).ShouldBe(["server_tool_use", "web_search_tool_result", "text"]);
        JsonNode.Parse(answer.BodyText)!["usage"]!["server_tool_use"]!["web_search_requests"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_provider_without_a_search_is_not_asked(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("kind", "groq")));

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Ask);

        answer.Status.ShouldBe(400, answer.ToString());
        answer.BodyText.ShouldContain("tools[0]");
        upstream.Requests.ShouldBeEmpty();
    }
}
