using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>Requests to providers of responses. What is expected is written from OpenAI's API reference.</summary>
public sealed class ResponsesWriterTests
{
    [Fact]
    public void A_conversation_with_thoughts_and_tools_becomes_items_in_their_order()
    {
        var request = new ChatRequest { MaxTokens = 100, Temperature = "0.2"u8.ToArray() };
        request.Turns.Add(Turn(Role.System, Text("One.")));
        request.Turns.Add(Turn(Role.System, Text("Two.")));
        request.Turns.Add(Turn(Role.User, Text("Look"), new MediaPart(MediaKind.Image) { MediaType = S("image/png"), Base64 = S("aGk="), Detail = S("low") }, new MediaPart(MediaKind.Image) { Url = S("https://x.test/a") }));
        request.Turns.Add(Turn(
            Role.Assistant,
            new ReasoningPart(S("hm")) { State = new OpaqueState(StateOrigin.OpenAi, S("gAAA/+==")) { Id = S("rs_1") }, IsSummary = true },
            Text("I call."),
            new ToolCallPart(S("call_1"), S("f"), "{\"a\":\"b\"}"u8.ToArray()),
            new ToolCallPart(S("call_2"), S("g"), default)));
        request.Turns.Add(Turn(
            Role.User,
            new ToolResultPart(S("call_1"), [Text("sunny")]),
            new ToolResultPart(S("call_2"), []) { Json = "{\"x\":1}"u8.ToArray() },
            Text("go on")));
        request.Turns.Add(Turn(Role.System, Text("Late.")));
        var notes = new TranslationNotes();
        Same(
            ResponsesProvider.Receive(request, notes, model: "gpt-5-mini", stream: true),
            """
            {"model":"gpt-5-mini","instructions":"One.\n\nTwo.","input":[
              {"type":"message","role":"user","content":[{"type":"input_text","text":"Look"},
                {"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"low"},{"type":"input_image","image_url":"https://x.test/a"}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA/+=="},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I call."}]},
              {"type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":\"b\"}"},
              {"type":"function_call","call_id":"call_2","name":"g","arguments":"{}"},
              {"type":"function_call_output","call_id":"call_1","output":"sunny"},
              {"type":"function_call_output","call_id":"call_2","output":"{\"x\":1}"},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"go on"}]},
              {"type":"message","role":"system","content":[{"type":"input_text","text":"Late."}]}],
             "store":false,"stream":true,"max_output_tokens":100,"include":["reasoning.encrypted_content"]}
            """);
        notes.Warnings.ShouldBe(["temperature"]); // what reasons takes none
    }

    [Fact]
    public void Settings_tools_and_the_form_of_the_answer_have_their_fields()
    {
        var request = Asked();
        request.Tools.Add(new ToolSpec { Name = S("f"), Description = S("d"), Schema = "{\"type\":\"object\"}"u8.ToArray(), Strict = true });
        request.Tools.Add(new ToolSpec { Name = S("g") });
        request.Tools.Add(new ToolSpec { Native = """{"type":"web_search","search_context_size":"low"}"""u8.ToArray() });
        request.Tools.Add(new ToolSpec { Native = """{"type":"custom","custom":{"name":"c","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}}"""u8.ToArray() });
        (request.ToolChoice, request.ParallelTools) = (ToolChoiceKind.Named, false);
        request.ToolNames.Add(S("f"));
        (request.Reasoning, request.Temperature) = (new ReasoningWish { Budget = 4000, Show = true }, "0.20"u8.ToArray());
        (request.Shape, request.Schema, request.SchemaName, request.SchemaStrict) = (ReplyShape.JsonSchema, "{\"type\":\"object\"}"u8.ToArray(), S("s"), true);
        (request.User, request.Metadata, request.ServiceTier) = (S("u"), "{\"k\":\"v\"}"u8.ToArray(), S("flex"));
        (request.Logprobs, request.TopLogprobs) = (true, 2);
        request.Extras.Add(new("verbosity", "\"low\""u8.ToArray()));
        request.Extras.Add(new("prompt_cache_key", "\"pk\""u8.ToArray()));
        var notes = new TranslationNotes();
        Same(
            ResponsesProvider.Receive(request, notes, model: "grok-4"),
            """
            {"model":"grok-4","temperature":0.20,"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"x"}]}],"store":false,
             "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},
               {"type":"function","name":"g","parameters":{"type":"object","properties":{}},"strict":false},
               {"type":"web_search","search_context_size":"low"},
               {"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"x"}}],
             "tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false,"reasoning":{"effort":"medium","summary":"auto"},
             "include":["reasoning.encrypted_content","message.output_text.logprobs"],"top_logprobs":2,
             "text":{"verbosity":"low","format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}},
             "user":"u","metadata":{"k":"v"},"service_tier":"flex","prompt_cache_key":"pk"}
            """);
        notes.Warnings.ShouldBeEmpty();
        notes.RefusedField.ShouldBeNull();
    }

    [Theory]
    [InlineData("gpt-4o", false)]
    [InlineData("o3-mini", true)]
    [InlineData("openai/gpt-5.1-codex", true)]
    [InlineData("gpt-5-chat-latest", false)]
    public void Notes_of_reasoning_are_asked_for_where_models_think_unasked(string model, bool expected) =>
        ResponsesProvider.Receive(Asked(), model: model).TryGetProperty("include", out _).ShouldBe(expected);

    [Fact]
    public void Several_named_tools_are_an_allow_list()
    {
        var request = Asked();
        request.Tools.Add(new ToolSpec { Name = S("f") });
        request.ToolChoice = ToolChoiceKind.Auto;
        request.ToolNames.AddRange([S("f"), S("g")]);
        Same(
            ResponsesProvider.Receive(request).GetProperty("tool_choice"),
            """{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}]}""");
    }

    [Fact]
    public void Notes_and_thoughts_of_others_stay_behind()
    {
        var request = Asked();
        request.Turns.Add(Turn(
            Role.Assistant,
            new ReasoningPart(S("hm")) { State = new OpaqueState(StateOrigin.Anthropic, S("sig")) },
            new ReasoningPart(S("plain")),
            Text("a")));
        var input = ResponsesProvider.Receive(request).GetProperty("input");
        input.GetArrayLength().ShouldBe(2);
        input[1].GetProperty("role").GetString().ShouldBe("assistant");
    }

    [Fact]
    public void A_custom_tools_call_and_its_result_keep_their_free_text()
    {
        var request = Asked();
        request.Turns.Add(Turn(Role.Assistant, new ToolCallPart(S("c1"), S("patch"), "*** \"x\""u8.ToArray()) { IsCustom = true }));
        request.Turns.Add(Turn(Role.User, new ToolResultPart(S("c1"), [Text("a"), new MediaPart(MediaKind.File) { FileId = S("file-7") }])));
        var input = ResponsesProvider.Receive(request).GetProperty("input");
        Same(input[1], """{"type":"custom_tool_call","call_id":"c1","name":"patch","input":"*** \"x\""}""");
        Same(input[2], """{"type":"custom_tool_call_output","call_id":"c1","output":[{"type":"input_text","text":"a"},{"type":"input_file","file_id":"file-7"}]}""");
    }

    [Fact]
    public void What_the_format_cannot_say_is_reported()
    {
        var request = Asked();
        request.Stop.Add(S("END"));
        (request.TopK, request.Seed, request.LogitBias, request.Choices, request.MaxTokens) = ("5"u8.ToArray(), "1"u8.ToArray(), "{}"u8.ToArray(), 2, 1);
        request.Extras.Add(new("cachedContent", "\"c\""u8.ToArray()));
        var notes = new TranslationNotes();
        ResponsesProvider.Receive(request, notes).GetProperty("max_output_tokens").GetInt32().ShouldBe(16);
        notes.Warnings.ShouldBe(["max_tokens", "cachedContent", "top_k", "seed", "logit_bias", "stop", "n"]);
        notes.RefusedField.ShouldBeNull();
    }

    [Theory]
    [InlineData(MediaKind.Audio)]
    [InlineData(MediaKind.Video)]
    internal void Sound_and_films_are_refused_unless_the_model_says_otherwise(MediaKind kind)
    {
        var request = Asked();
        request.Turns.Add(Turn(Role.User, Text("x"), new MediaPart(kind) { Base64 = S("aGk=") }));
        var notes = new TranslationNotes();
        ResponsesProvider.Receive(request, notes);
        notes.RefusedField.ShouldBe("messages.content[1]");
    }

    [Fact]
    public void Tools_of_other_vendors_are_refused()
    {
        var request = Asked();
        request.Tools.Add(new ToolSpec { Native = """{"type":"web_search_20250305","name":"web_search"}"""u8.ToArray(), Path = "tools[0]" });
        var notes = new TranslationNotes();
        ResponsesProvider.Receive(request, notes);
        notes.RefusedField.ShouldBe("tools[0]");
    }

    private static void Same(JsonElement actual, string expected)
    {
        using var document = JsonDocument.Parse(expected);
        JsonElement.DeepEquals(actual, document.RootElement).ShouldBeTrue(Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(actual)));
    }

    private static ChatRequest Asked() => new() { Turns = { Turn(Role.User, Text("x")) } };

    private static Turn Turn(Role role, params Part[] parts)
    {
        var turn = new Turn { Role = role };
        turn.Parts.AddRange(parts);
        return turn;
    }

    private static TextPart Text(string text) => new(S(text));

    private static JsonString S(string text) => JsonString.Of(text);
}
