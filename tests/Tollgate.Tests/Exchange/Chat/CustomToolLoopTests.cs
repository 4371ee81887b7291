using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange.Searching;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.OpenAi;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Tollgate.Tests.Exchange.Chat;

/// <summary>Ten turns of a chat client with a custom tool: the model gets a function, the client its free text.</summary>
public sealed class CustomToolLoopTests
{
    private const int Turns = 10;

    private static string Patch(int turn) => $"*** Begin \"{turn}\"\n+\té 😀 \\n\n*** End";

    [Fact]
    public void Claude_calls_it_as_a_function()
    {
        var messages = new JsonArray(JsonNode.Parse("""{"role":"user","content":"go"}"""));
        for (var turn = 0; turn < Turns; turn++)
        {
            var passage = new Passage(new ChatCompletionsSurface(), Body(messages), new MessagesUpstream(), "claude-sonnet-4-5");
            passage.Notes.RefusedField.ShouldBeNull();
            passage.Notes.Warnings.ShouldBe(["tools[0].custom.format"]);
            var tool = passage.SentJson["tools"]![0]!;
            tool["input_schema"]!["required"]!.ToJsonString().ShouldBe("""["input"]""");
            tool["description"]!.GetValue<string>().ShouldBe("Edits.\n\nThe input must follow this grammar (lark):\nstart: \"x\"");
            passage.SentJson["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"tool","name":"patch"}""");
            var uses = passage.SentJson["messages"]!.AsArray().SelectMany(message => message!["content"]!.AsArray()).Where(block => block!["type"]!.GetValue<string>() == "tool_use").ToList();
            uses.Select(block => block!["input"]!["input"]!.GetValue<string>()).ShouldBe(Enumerable.Range(0, turn).Select(Patch));
            messages.Add(turn % 2 == 0 ? Streamed(passage, turn) : Whole(passage, turn));
            messages[^1]!["tool_calls"]![0]!["custom"]!.ToJsonString().ShouldBe(new JsonObject { ["name"] = "patch", ["input"] = Patch(turn) }.ToJsonString());
            messages.Add(JsonNode.Parse($$"""{"role":"tool","tool_call_id":"toolu_{{turn}}","content":"done {{turn}}"}"""));
        }
    }

    [Fact]
    public void OpenAis_responses_have_it_themselves()
    {
        var passage = new Passage(new ChatCompletionsSurface(), Body([JsonNode.Parse("""{"role":"user","content":"go"}""")]), new ResponsesUpstream(), "gpt-5");
        passage.Notes.Warnings.ShouldBeEmpty();
        passage.SentJson["tools"]!.ToJsonString().ShouldBe(
            JsonNode.Parse("""[{"type":"custom","name":"patch","description":"Edits.","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}}]""")!.ToJsonString());
        passage.SentJson["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"custom","name":"patch"}""");
        var input = new JsonObject { ["delta"] = Patch(1)[..9] }.ToJsonString()[1..^1];
        var rest = new JsonObject { ["delta"] = Patch(1)[9..] }.ToJsonString()[1..^1];
        var done = new JsonObject { ["type"] = "custom_tool_call", ["id"] = "ctc_1", ["call_id"] = "call_1", ["name"] = "patch", ["input"] = Patch(1) }.ToJsonString();
        string[] frames =
        [
            """{"type":"response.created","response":{"id":"resp_1"}}""",
            """{"type":"response.output_item.added","output_index":0,"item":{"type":"custom_tool_call","id":"ctc_1","call_id":"call_1","name":"patch","input":""}}""",
            $$"""{"type":"response.custom_tool_call_input.delta","output_index":0,{{input}}}""",
            $$"""{"type":"response.custom_tool_call_input.delta","output_index":0,{{rest}}}""",
            $$"""{"type":"response.output_item.done","output_index":0,"item":{{done}}}""",
            """{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}""",
        ];
        Call(Merge(passage.Stream(frames))).ShouldBe(Patch(1));
        Call(JsonNode.Parse(passage.StreamGathered(frames))!["choices"]![0]!["message"]!).ShouldBe(Patch(1));
        Call(JsonNode.Parse(passage.Whole($$"""{"id":"resp_1","object":"response","status":"completed","output":[{{done}}]}"""))!["choices"]![0]!["message"]!).ShouldBe(Patch(1));
    }

    private static string Call(JsonNode message) => message["tool_calls"]!.AsArray().ShouldHaveSingleItem()!["custom"]!["input"]!.GetValue<string>();

    private static string Body(JsonArray messages) => new JsonObject
    {
        ["model"] = "m",
        ["messages"] = messages.DeepClone(),
        ["tools"] = JsonNode.Parse("""[{"type":"custom","custom":{"name":"patch","description":"Edits.","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: \"x\""}}}}]"""),
        ["tool_choice"] = JsonNode.Parse("""{"type":"custom","custom":{"name":"patch"}}"""),
    }.ToJsonString();

    private static JsonNode Whole(Passage passage, int turn)
    {
        var input = new JsonObject { ["input"] = Patch(turn) }.ToJsonString();
        var answer = $$"""{"id":"m","type":"message","role":"assistant","content":[{"type":"tool_use","id":"toolu_{{turn}}","name":"patch","input":{{input}} }],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1} }""";
        return JsonNode.Parse(passage.Whole(answer))!["choices"]![0]!["message"]!.DeepClone();
    }

    private static JsonNode Streamed(Passage passage, int turn)
    {
        var input = new JsonObject { ["input"] = Patch(turn) }.ToJsonString();
        List<string> frames =
        [
            """{"type":"message_start","message":{"id":"m","usage":{"input_tokens":1,"output_tokens":1}}}""",
            $$"""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_{{turn}}","name":"patch","input":{} } }""",
        ];
        for (var at = 0; at < input.Length; at += 5)
        {
            var piece = new JsonObject { ["partial_json"] = input[at..Math.Min(input.Length, at + 5)] }.ToJsonString()[1..^1];
            frames.Add($$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta",{{piece}} } }""");
        }

        frames.Add("""{"type":"content_block_stop","index":0}""");
        frames.Add("""{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":4}}""");
        frames.Add("""{"type":"message_stop"}""");
        return Merge(passage.Stream([.. frames]));
    }

    /// <summary>A stream's pieces put together as OpenAI's libraries do.</summary>
    private static JsonObject Merge(string stream)
    {
        JsonObject? call = null;
        foreach (var line in stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            var choices = JsonNode.Parse(line["data: ".Length..])!["choices"]!.AsArray();
            var piece = choices.Count > 0 ? choices[0]!["delta"]!["tool_calls"]?[0] : null;
            if (piece is null)
            {
                continue;
            }

            if (call is null)
            {
                call = piece.DeepClone().AsObject();
                call.Remove("index");
            }
            else
            {
                call["custom"]!["input"] = call["custom"]!["input"]!.GetValue<string>() + piece["custom"]!["input"]!.GetValue<string>();
            }
        }

        return new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(call) };
    }
}
