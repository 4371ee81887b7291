using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.TestSupport.Grammar;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.OpenAi;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Tollgate.Tests.Exchange.Searching;

/// <summary>What a provider's search found, in the shapes of clients that do not speak that provider's format.</summary>
public sealed class SearchAnswerTests
{
    private const string Found =
        """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://a.example","title":"A","encrypted_content":"EqgfCioI\/x==","page_age":"May 1, 2014"}]}""";

    private const string Cited = """{"type":"web_search_result_location","url":"https://a.example","title":"A","encrypted_index":"Eo8BCi","cited_text":"1.0.0 is out"}""";

    private static readonly string[] Claude =
    [
        """{"type":"message_start","message":{"id":"msg_1","model":"claude","usage":{"input_tokens":9,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me søk. "}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"query\": \"gg"}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"plot \\\"2\\\"\"}"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":""" + Found + "}",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"content_block_start","index":3,"content_block":{"type":"text","text":"","citations":[]}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"citations_delta","citation":""" + Cited + "}}",
        """{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"In "}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"2014"}}""",
        """{"type":"content_block_stop","index":3}""",
        """{"type":"content_block_start","index":4,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":4,"delta":{"type":"text_delta","text":", it seems."}}""",
        """{"type":"content_block_stop","index":4}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":40,"server_tool_use":{"web_search_requests":1,"web_fetch_requests":0}}}""",
        """{"type":"message_stop"}""",
    ];

    private static readonly string ClaudeWhole =
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Let me søk. "},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query": "ggplot \"2\""}},"""
        + Found + """,{"type":"text","text":"In 2014","citations":[""" + Cited
        + """]},{"type":"text","text":", it seems."}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":40,"server_tool_use":{"web_search_requests":1,"web_fetch_requests":0}}}""";

    private const string Google = """
        {"candidates":[{"content":{"parts":[{"text":"Ja, it søkt. Out in 2014."}],"role":"model"},"finishReason":"STOP","index":0,
          "groundingMetadata":{"webSearchQueries":["ggplot2","ggplot2 1.0.0"],"searchEntryPoint":{"renderedContent":"<p>"},
            "groundingChunks":[{"web":{"uri":"https://a.example","title":"a.example"}},{"web":{"uri":"https://b.example","title":"b.example"}}],
            "groundingSupports":[{"segment":{"startIndex":14,"endIndex":26,"text":"Out in 2014."},"groundingChunkIndices":[0,1]}]}}],
         "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":9,"totalTokenCount":14},"responseId":"g1","modelVersion":"gemini"}
        """;

    private static readonly string[] GoogleFrames =
    [
        """{"candidates":[{"content":{"parts":[{"text":"Ja, it s"}],"role":"model"},"index":0,"groundingMetadata":{"webSearchQueries":["ggplot2"]}}],"responseId":"g1","modelVersion":"gemini"}""",
        """{"candidates":[{"content":{"parts":[{"text":"økt. Out in 2014."}],"role":"model"},"index":0}],"responseId":"g1","modelVersion":"gemini"}""",
        Google.Replace("Ja, it søkt. Out in 2014.\"}", "\"}", StringComparison.Ordinal),
    ];

    private const string OpenAi = """
        {"id":"resp_1","object":"response","created_at":1790000000,"status":"completed","model":"gpt","output":[
          {"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAA"},
          {"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"ggplot2","queries":["ggplot2"],"sources":[{"type":"url","url":"https://a.example"}]}},
          {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Ja 😀 in 2014 (a.example).","logprobs":[],
            "annotations":[{"type":"url_citation","url":"https://a.example","title":"A","start_index":13,"end_index":24}]}]}],
         "usage":{"input_tokens":9,"output_tokens":40,"total_tokens":49},"tool_usage":{"web_search":{"num_requests":1}}}
        """;

    [Fact]
    public void Claudes_search_is_citations_for_a_chat_client()
    {
        var passage = Chat(new MessagesUpstream(), "claude-sonnet-4-5");
        var whole = JsonNode.Parse(passage.Whole(ClaudeWhole))!["choices"]![0]!["message"]!;
        whole["content"]!.GetValue<string>().ShouldBe("Let me søk. In 2014, it seems.");
        whole["annotations"]!.ToJsonString().ShouldBe(
            """[{"type":"url_citation","url_citation":{"url":"https://a.example","start_index":12,"end_index":19,"title":"A","content":"1.0.0 is out"}}]""");
        JsonNode.DeepEquals(JsonNode.Parse(passage.StreamGathered(Claude))!["choices"], JsonNode.Parse(passage.Whole(ClaudeWhole))!["choices"]).ShouldBeTrue();
        var stream = passage.Stream(Claude);
        Grammars.Stream(ClientDialect.Chat, Encoding.UTF8.GetBytes(stream)).Text.ShouldBe("Let me søk. In 2014, it seems.");
        stream.ShouldContain("\"start_index\":12,\"end_index\":19");
    }

    [Fact]
    public void Claudes_search_is_an_item_for_a_responses_client()
    {
        var passage = Responses(new MessagesUpstream(), "claude-sonnet-4-5");
        var output = JsonNode.Parse(passage.Whole(ClaudeWhole))!["output"]!.AsArray();
        output.Select(item => item!["type"]!.GetValue<string>()).ShouldBe(["message", "web_search_call", "reasoning", "message"]);
        output[1]!["action"]!.ToJsonString().ShouldBe(
            JsonNode.Parse("""{"type":"search","query":"ggplot \"2\"","queries":["ggplot \"2\""],"sources":[{"type":"url","url":"https://a.example"}]}""")!.ToJsonString());
        output[3]!["content"]![0]!["annotations"]!.ToJsonString().ShouldBe(
            """[{"type":"url_citation","url":"https://a.example","start_index":0,"end_index":7,"title":"A"}]""");
        var stream = passage.Stream(Claude);
        Grammars.Stream(ClientDialect.Responses, Encoding.UTF8.GetBytes(stream)).Text.ShouldBe("Let me søk. In 2014, it seems.");
        JsonNode.DeepEquals(JsonNode.Parse(passage.StreamGathered(Claude))!["output"], output).ShouldBeTrue();
    }

    [Fact]
    public void Claudes_search_is_grounding_for_Googles_client()
    {
        var passage = Gemini(new MessagesUpstream(), "claude-sonnet-4-5");
        foreach (var answer in new[] { passage.Whole(ClaudeWhole), passage.StreamGathered(Claude) })
        {
            JsonNode.Parse(answer)!["candidates"]![0]!["groundingMetadata"]!.ToJsonString().ShouldBe(JsonNode.Parse(
                """{"webSearchQueries":["ggplot \"2\""],"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":13,"endIndex":20,"text":"In 2014"},"groundingChunkIndices":[0]}]}""")!.ToJsonString());
        }

        Grammars.Stream(ClientDialect.Gemini, Encoding.UTF8.GetBytes(passage.Stream(Claude))).Text.ShouldBe("Let me søk. In 2014, it seems.");
    }

    [Fact]
    public void Googles_search_is_two_blocks_for_Claudes_client()
    {
        var passage = Messages(new GenerateContentUpstream(), "gemini-2.5-flash", "gemini");
        var message = JsonNode.Parse(passage.Whole(Google))!;
        Grammars.Whole(ClientDialect.Anthropic, Encoding.UTF8.GetBytes(passage.Whole(Google))).Text.ShouldBe("Ja, it søkt. Out in 2014.");
        message["content"]!.ToJsonString().ShouldBe(JsonNode.Parse("""
            [{"type":"text","text":"Ja, it søkt. Out in 2014.","citations":[
               {"type":"web_search_result_location","cited_text":"","url":"https://a.example","title":"a.example","encrypted_index":"tlggAAAA"},
               {"type":"web_search_result_location","cited_text":"","url":"https://b.example","title":"b.example","encrypted_index":"tlggAAAA"}]},
             {"type":"server_tool_use","id":"srvtoolu_tg_req_1_0","name":"web_search","caller":{"type":"direct"},"input":{"query":"ggplot2, ggplot2 1.0.0"}},
             {"type":"web_search_tool_result","tool_use_id":"srvtoolu_tg_req_1_0","caller":{"type":"direct"},"content":[
               {"type":"web_search_result","url":"https://a.example","title":"a.example","encrypted_content":"tlggAAAA","page_age":null},
               {"type":"web_search_result","url":"https://b.example","title":"b.example","encrypted_content":"tlggAAAA","page_age":null}]}]
            """)!.ToJsonString());
        message["usage"]!["server_tool_use"]!["web_search_requests"]!.GetValue<int>().ShouldBe(2);
        var stream = passage.Stream(GoogleFrames);
        Grammars.Stream(ClientDialect.Anthropic, Encoding.UTF8.GetBytes(stream)).Text.ShouldBe("Ja, it søkt. Out in 2014.");
        stream.ShouldContain("\"partial_json\":\"{\\\"query\\\":\\\"ggplot2, ggplot2 1.0.0\\\"}\"");
        JsonNode.Parse(passage.StreamGathered(GoogleFrames))!["content"]!.ToJsonString().ShouldBe(message["content"]!.ToJsonString());
    }

    [Fact]
    public void Googles_places_are_counted_in_characters_for_OpenAis_clients()
    {
        var chat = Chat(new GenerateContentUpstream(), "gemini-2.5-flash", "gemini");
        foreach (var answer in new[] { chat.Whole(Google), chat.StreamGathered(GoogleFrames) })
        {
            var places = JsonNode.Parse(answer)!["choices"]![0]!["message"]!["annotations"]!.AsArray().Select(a => (a!["url_citation"]!["start_index"]!.GetValue<int>(), a["url_citation"]!["end_index"]!.GetValue<int>()));
            places.ShouldBe([(13, 25), (13, 25)]);
        }

        var responses = Responses(new GenerateContentUpstream(), "gemini-2.5-flash", "gemini");
        Grammars.Stream(ClientDialect.Responses, Encoding.UTF8.GetBytes(responses.Stream(GoogleFrames))).Text.ShouldBe("Ja, it søkt. Out in 2014.");
        responses.WholeStreamed(Google).ShouldContain("\"start_index\":13,\"end_index\":25");
    }

    [Fact]
    public void OpenAis_search_is_two_blocks_and_a_note_for_Claudes_client()
    {
        var passage = Messages(new ResponsesUpstream(), "gpt-5");
        var content = JsonNode.Parse(passage.Whole(OpenAi))!["content"]!.AsArray();
        content.Select(block => block!["type"]!.GetValue<string>()).ShouldBe(["thinking", "server_tool_use", "web_search_tool_result", "thinking", "text"]);
        content[1]!["input"]!.ToJsonString().ShouldBe("""{"query":"ggplot2"}""");
        content[2]!["content"]![0]!["url"]!.GetValue<string>().ShouldBe("https://a.example");
        Grammars.Stream(ClientDialect.Anthropic, Encoding.UTF8.GetBytes(passage.WholeStreamed(OpenAi))).Text.ShouldBe("Ja 😀 in 2014 (a.example).");
    }

    [Fact]
    public void OpenAis_places_count_in_bytes_for_Googles_client()
    {
        var passage = Gemini(new ResponsesUpstream(), "gpt-5");
        JsonNode.Parse(passage.Whole(OpenAi))!["candidates"]![0]!["groundingMetadata"]!["groundingSupports"]![0]!["segment"]!.ToJsonString()
            .ShouldBe("""{"startIndex":16,"endIndex":27,"text":"(a.example)"}""");
    }

    private static Passage Chat(ChatUpstream upstream, string model, string kind = "openai") =>
        new(new ChatCompletionsSurface(), """{"model":"m","messages":[{"role":"user","content":"x"}],"web_search_options":{}}""", upstream, model, kind);

    private static Passage Responses(ChatUpstream upstream, string model, string kind = "openai") =>
        new(new ResponsesSurface(), """{"model":"m","input":"x","tools":[{"type":"web_search"}]}""", upstream, model, kind);

    private static Passage Gemini(ChatUpstream upstream, string model, string kind = "openai") =>
        new(new GenerateContentSurface(), """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"googleSearch":{}}]}""", upstream, model, kind);

    private static Passage Messages(ChatUpstream upstream, string model, string kind = "openai") => new(
        new MessagesSurface(),
        """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""",
        upstream,
        model,
        kind);
}
