using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.OpenAi;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Tollgate.Tests.Exchange.Searching;

/// <summary>The turn after a search: what the provider wants back of it gets there, and nothing that it would refuse.</summary>
public sealed class SearchTurnTests
{
    private const string Claude = "claude-sonnet-4-5";

    private const string Blocks =
        """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"a \"q\" \u00e9"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://a.example/?a=1\u0026b","title":"A","encrypted_content":"Eqgf\/x==","page_age":null}]}""";

    private const string ClaudeAnswer =
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"I look."},""" + Blocks
        + """,{"type":"text","text":"Found."}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":4}}""";

    private const string OpenAiItems =
        """{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAA"},{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q","of_tomorrow":[1.50]}}""";

    private const string OpenAiAnswer =
        """{"id":"resp_1","object":"response","status":"completed","model":"gpt","output":[""" + OpenAiItems
        + """,{"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Found.","annotations":[]}]}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""";

    [Theory]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("responses", false)]
    [InlineData("gemini", false)]
    public void Claudes_blocks_come_back_to_it_as_they_were(string client, bool isStream)
    {
        var second = Next(client, new MessagesUpstream(), Claude, ClaudeAnswer, isStream, new MessagesUpstream(), Claude);
        second.Notes.RefusedField.ShouldBeNull(second.Notes.RefusedWhy);
        second.Sent.ShouldContain(Blocks);
        second.Notes.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("chat")]
    [InlineData("gemini")]
    public void OpenAis_items_come_back_to_it_as_they_were(string client)
    {
        var second = Next(client, new ResponsesUpstream(), "gpt-5", OpenAiAnswer, false, new ResponsesUpstream(), "gpt-5");
        second.Notes.RefusedField.ShouldBeNull(second.Notes.RefusedWhy);
        second.Sent.ShouldContain("""{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q","of_tomorrow":[1.50]}}""");
        second.SentJson["input"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()).ShouldBe(["message", "reasoning", "web_search_call", "message", "message"]);
        second.Notes.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public void A_search_of_one_vendor_is_left_out_at_another(string client)
    {
        (ChatUpstream Upstream, string Model, string Answer)[] vendors =
        [
            (new MessagesUpstream(), Claude, ClaudeAnswer),
            (new ResponsesUpstream(), "gpt-5", OpenAiAnswer),
            (new GenerateContentUpstream(), "gemini-2.5-flash",
                """{"candidates":[{"content":{"parts":[{"text":"Found."}],"role":"model"},"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}]}}]}"""),
        ];
        foreach (var from in vendors)
        {
            foreach (var to in vendors.Where(other => other != from))
            {
                var second = Next(client, from.Upstream, from.Model, from.Answer, false, to.Upstream, to.Model);
                second.Notes.RefusedField.ShouldBeNull($"{from.Upstream.Format} to {to.Upstream.Format}: {second.Notes.RefusedField}");
                second.Notes.Warnings.ShouldBeEmpty();
                second.Sent.ShouldContain("Found.");
                second.Sent.ShouldNotContain("srvtoolu");
                second.Sent.ShouldNotContain("web_search_call\",\"status");
                second.Sent.ShouldNotContain("tlgg");
            }
        }
    }

    [Fact]
    public void Blocks_are_left_out_where_the_search_is_offered_no_more()
    {
        var body = $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"text","text":"a"},{{Blocks}}]},{"role":"user","content":"y"}]}""";
        var passage = new Passage(new MessagesSurface(), body, new MessagesUpstream(), Claude);
        passage.Notes.RefusedField.ShouldBeNull();
        passage.Sent.ShouldNotContain("srvtoolu");
    }

    [Fact]
    public void A_turn_that_pauses_ends_in_order_and_leaves_no_search_without_its_result()
    {
        const string Paused =
            """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"So far."},{"type":"server_tool_use","id":"srvtoolu_9","name":"web_search","input":{"query":"q"}}],"stop_reason":"pause_turn","usage":{"input_tokens":9,"output_tokens":4}}""";
        var chat = new Passage(new ChatCompletionsSurface(), First("chat"), new MessagesUpstream(), Claude);
        JsonNode.Parse(chat.Whole(Paused))!["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        var second = Next("chat", new MessagesUpstream(), Claude, Paused, false, new MessagesUpstream(), Claude);
        second.Sent.ShouldNotContain("srvtoolu_9");
    }

    [Fact]
    public void A_forged_note_brings_whole_JSON_or_nothing()
    {
        var note = StateEnvelope.Wrap(new OpaqueState(StateOrigin.AnthropicSearch, JsonString.Of("[{\"type\":\"x\"}")));
        var body = $$"""{"model":"m","input":[{"role":"user","content":"x"},{"type":"reasoning","summary":[],"encrypted_content":"{{note}}"},{"role":"user","content":"y"}],"tools":[{"type":"web_search"}]}""";
        new Passage(new ResponsesSurface(), body, new MessagesUpstream(), Claude).SentJson["messages"]!.AsArray().Count.ShouldBe(1);
        var item = StateEnvelope.Wrap(new OpaqueState(StateOrigin.OpenAiSearch, JsonString.Of("{},{\"type\":\"message\"}")));
        new Passage(new ResponsesSurface(), body.Replace(note.ToString(), item.ToString(), StringComparison.Ordinal), new ResponsesUpstream(), "gpt-5").SentJson["input"]!.AsArray().Count.ShouldBe(2);
    }

    /// <summary>The request that a client sends after an answer, with the model's turn as it got it.</summary>
    private static Passage Next(string client, ChatUpstream from, string model, string answer, bool isStream, ChatUpstream to, string nextModel)
    {
        var first = new Passage(Surface(client), First(client), from, model, Kind(from));
        var got = isStream ? first.WholeStreamed(answer) : first.Whole(answer);
        return new Passage(Surface(client), Second(client, got, isStream), to, nextModel, Kind(to));
    }

    private static string Kind(ChatUpstream upstream) => upstream is GenerateContentUpstream ? "gemini" : "openai";

    private static ChatSurface Surface(string client) => client switch
    {
        "chat" => new ChatCompletionsSurface(),
        "responses" => new ResponsesSurface(),
        "anthropic" => new MessagesSurface(),
        _ => new GenerateContentSurface(),
    };

    private static string First(string client) => client switch
    {
        "chat" => """{"model":"m","messages":[{"role":"user","content":"x"}],"web_search_options":{}}""",
        "responses" => """{"model":"m","input":[{"role":"user","content":"x"}],"tools":[{"type":"web_search"}]}""",
        "anthropic" => """{"model":"m","max_tokens":99,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""",
        _ => """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"googleSearch":{}}]}""",
    };

    private static string Second(string client, string got, bool isStream)
    {
        var body = JsonNode.Parse(First(client))!.AsObject();
        var answer = isStream ? null : JsonNode.Parse(got);
        switch (client)
        {
            case "chat":
                body["messages"]!.AsArray().Add(isStream ? Merge(got) : answer!["choices"]![0]!["message"]!.DeepClone());
                body["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","content":"y"}"""));
                break;
            case "responses":
                foreach (var item in answer!["output"]!.AsArray())
                {
                    body["input"]!.AsArray().Add(item!.DeepClone());
                }

                body["input"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","content":"y"}"""));
                break;
            case "anthropic":
                body["messages"]!.AsArray().Add(new JsonObject { ["role"] = "assistant", ["content"] = answer!["content"]!.DeepClone() });
                body["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","content":"y"}"""));
                break;
            default:
                body["contents"]!.AsArray().Add(answer!["candidates"]![0]!["content"]!.DeepClone());
                body["contents"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","parts":[{"text":"y"}]}"""));
                break;
        }

        return body.ToJsonString();
    }

    /// <summary>A stream's pieces put together as clients do that keep what they do not know: texts joined, lists one after another.</summary>
    private static JsonObject Merge(string stream)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = string.Empty, ["reasoning_details"] = new JsonArray() };
        foreach (var line in stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            var choices = JsonNode.Parse(line["data: ".Length..])!["choices"]!.AsArray();
            var delta = choices.Count > 0 ? choices[0]!["delta"] : null;
            message["content"] = message["content"]!.GetValue<string>() + delta?["content"]?.GetValue<string>();
            foreach (var entry in delta?["reasoning_details"]?.AsArray() ?? [])
            {
                message["reasoning_details"]!.AsArray().Add(entry!.DeepClone());
            }
        }

        return message;
    }
}
