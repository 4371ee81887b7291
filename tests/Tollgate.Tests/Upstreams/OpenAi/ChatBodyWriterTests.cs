using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Tests.Surfaces.OpenAi;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

public sealed class ChatBodyWriterTests
{
    private const string Plain = """{"model":"x","messages":[{"role":"user","content":"hi"}]""";

    [Fact]
    public void A_conversation_comes_out_as_it_went_in()
    {
        const string Body = """
            {"model":"m","messages":[{"role":"system","content":"be short"},
             {"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"low"}},
                {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}}]},
             {"role":"assistant","content":"on it","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"done"}],
             "max_tokens":5,"stop":["a"],"temperature":0.5,"seed":1,
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}}],"tool_choice":"required","parallel_tool_calls":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}},"reasoning_effort":"low","user":"u"}
            """;
        var notes = new TranslationNotes();
        var body = ChatProvider.Receive(Read(Body), notes: notes);

        body.ToJsonString().ShouldBe(System.Text.Json.Nodes.JsonNode.Parse(Body)!.ToJsonString());
        notes.Warnings.ShouldBeEmpty();
        notes.RefusedField.ShouldBeNull();
    }

    [Fact]
    public void Reasoning_models_of_openai_are_asked_in_their_own_way()
    {
        var notes = new TranslationNotes();
        var body = ChatProvider.Receive(
            Read("""{"model":"x","messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"}],"max_tokens":9,"temperature":0.2,"top_p":1,"stop":"x","reasoning_effort":"minimal"}"""),
            model: "o3-mini", notes: notes);

        body.ToJsonString().ShouldBe(
            """{"model":"o3-mini","messages":[{"role":"developer","content":"s"},{"role":"user","content":"hi"}],"max_completion_tokens":9,"reasoning_effort":"low"}""");
        notes.Warnings.ShouldBe(["stop", "temperature"]);
    }

    [Fact]
    public void Quirks_are_obeyed()
    {
        var quirks = new ChatQuirks
        {
            MaxTokensField = "max_out", SeedField = "random_seed", RequiredWord = "any", ShortToolIds = true, TakesTopK = true, MaxStops = 1,
            ReasoningField = "reasoning_content", Reasoning = ReasoningStyle.EnableThinking, Refuses = ["user", "logit_bias", "parallel_tool_calls"],
        };
        var notes = new TranslationNotes();
        var body = ChatProvider.Receive(
            Read("""
                {"model":"x","messages":[{"role":"user","content":"hi"},
                  {"role":"assistant","reasoning_content":"hm","tool_calls":[{"id":"call_long_id","type":"function","function":{"name":"f","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"call_long_id","content":"r"}],
                 "max_tokens":9,"seed":3,"top_k":2,"stop":["a","b"],"user":"u","logit_bias":{"1":1},"thinking":{"type":"enabled","budget_tokens":99},
                 "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required","parallel_tool_calls":true}
                """),
            quirks, notes: notes);

        var call = body["messages"]![1]!;
        ((string?)call["reasoning_content"]).ShouldBe("hm");
        var id = (string?)call["tool_calls"]![0]!["id"];
        id!.ShouldMatch("^[0-9A-Za-z]{9}$");
        ((string?)body["messages"]![2]!["tool_call_id"]).ShouldBe(id);
        body.Remove("messages");
        body.ToJsonString().ShouldBe(
            """{"model":"m","max_out":9,"stop":["a"],"random_seed":3,"top_k":2,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],"tool_choice":"any","enable_thinking":true,"thinking_budget":99}""");
        notes.Warnings.ShouldBe(["stop", "logit_bias", "parallel_tool_calls", "user"]);
    }

    [Theory]
    [InlineData(ReasoningStyle.Effort, "\"reasoning_effort\":\"high\"", """{"reasoning_effort":"high"}""")]
    [InlineData(ReasoningStyle.Effort, "\"reasoning\":{\"max_tokens\":1024}", """{"reasoning_effort":"low"}""")]
    [InlineData(ReasoningStyle.ThinkingType, "\"reasoning_effort\":\"none\"", """{"thinking":{"type":"disabled"}}""")]
    [InlineData(ReasoningStyle.ReasoningObject, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":77}", """{"reasoning":{"max_tokens":77}}""")]
    [InlineData(ReasoningStyle.ReasoningObject, "\"reasoning\":{\"effort\":\"low\",\"exclude\":true}", """{"reasoning":{"effort":"low","exclude":true}}""")]
    [InlineData(ReasoningStyle.TemplateArguments, "\"enable_thinking\":true", """{"chat_template_kwargs":{"enable_thinking":true}}""")]
    [InlineData(ReasoningStyle.None, "\"reasoning_effort\":\"high\"", "{}")]
    public void Reasoning_is_asked_for_in_the_providers_way(object style, string asked, string written)
    {
        var body = ChatProvider.Receive(Read(Plain + "," + asked + "}"), new ChatQuirks { Reasoning = (ReasoningStyle)style });

        body.Remove("model");
        body.Remove("messages");
        body.ToJsonString().ShouldBe(written);
    }

    [Fact]
    public void An_allow_list_is_carried_out_by_offering_no_others()
    {
        var body = ChatProvider.Receive(Read(Plain + """
            ,"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],
            "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"g"}}]}}}
            """));

        body["tools"]!.AsArray().Select(tool => (string?)tool!["function"]!["name"]).ShouldBe(["g"]);
        ((string?)body["tool_choice"]).ShouldBe("required");
    }

    [Fact]
    public void Results_come_right_behind_their_calls_and_their_pictures_after_them()
    {
        var request = new ChatRequest();
        var user = new Turn { Role = Role.User };
        user.Parts.Add(new TextPart(JsonString.Of("and?")));
        user.Parts.Add(new ToolResultPart(JsonString.Of("c1"), [new TextPart(JsonString.Of("one")), new TextPart(JsonString.Of("two")), new MediaPart(MediaKind.Image) { Url = JsonString.Of("https://x") }]));
        user.Parts.Add(new ToolResultPart(JsonString.Of("c2"), []) { Json = "{\"ok\":true}"u8.ToArray() });
        request.Turns.Add(user);

        ChatProvider.Receive(request)["messages"]!.ToJsonString().ShouldBe(
            """[{"role":"tool","tool_call_id":"c1","content":"one\ntwo"},{"role":"tool","tool_call_id":"c2","content":"{\u0022ok\u0022:true}"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]},{"role":"user","content":"and?"}]""");
    }

    [Fact]
    public void Turns_of_the_model_that_follow_each_other_are_one_message()
    {
        var request = new ChatRequest();
        foreach (var part in new Part[] { new TextPart(JsonString.Of("a")), new ToolCallPart(JsonString.Of("c1"), JsonString.Of("f"), default), new ToolCallPart(JsonString.Of("c2"), JsonString.Of("f"), default) })
        {
            var turn = new Turn { Role = Role.Assistant };
            turn.Parts.Add(part);
            request.Turns.Add(turn);
        }

        var message = ChatProvider.Receive(request)["messages"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)message["content"]).ShouldBe("a");
        message["tool_calls"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"type":"file","file":{"file_data":"https://x/y.pdf"}}""")]
    [InlineData("""{"type":"video_url","video_url":{"url":"https://x/v.mp4"}}""")]
    public void Content_that_cannot_be_said_is_refused_unless_it_may_be_dropped(string part)
    {
        var request = Read($$"""{"model":"x","messages":[{"role":"user","content":[{"type":"text","text":"t"},{{part}}]}]}""");
        var (strict, lenient) = (new TranslationNotes(), new TranslationNotes { Policy = UnsupportedPolicy.Drop });
        ChatProvider.Receive(request, notes: strict);
        ChatProvider.Receive(request, notes: lenient);

        strict.RefusedField.ShouldBe("messages[0].content");
        lenient.RefusedField.ShouldBeNull();
        lenient.Warnings.ShouldBe(["messages[0].content"]);
    }

    private static ChatRequest Read(string body)
    {
        var (request, notes) = new ChatClient().Send(body);
        notes.RefusedField.ShouldBeNull();
        return request;
    }
}
