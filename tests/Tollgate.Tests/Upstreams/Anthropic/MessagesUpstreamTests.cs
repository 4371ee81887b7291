using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Routing;
using Tollgate.Tests.Surfaces.Anthropic;
using Xunit;

namespace Tollgate.Tests.Upstreams.Anthropic;

/// <summary>Requests to providers of the messages format. What is expected is the vendor's documentation.</summary>
public sealed class MessagesUpstreamTests
{
    private const string Old = "claude-sonnet-4-5-20250929";
    private const string New = "claude-opus-4-8";

    private readonly ChatRequest _request = new();
    private readonly TranslationNotes _notes = new();

    [Fact]
    public void The_sides_take_turns_and_results_come_first()
    {
        Say(Role.System, Text("Be brief"));
        Say(Role.System, Text(" \\n"), Text("Be kind"));
        Say(Role.User, Text("Go"));
        Say(Role.Assistant, Text(""), Call("c1", "look", "{\"a\":1}"), Call("functions.look:2", "look", ""));
        Say(Role.User, Result("c1", Text("one")));
        Say(Role.User, Text("and?"));
        Say(Role.User, Result("functions.look:2"));
        var body = Write(Old);
        Texts(body.GetProperty("system")).ShouldBe(["Be brief", "Be kind"]);
        body.GetProperty("messages").GetRawText().ShouldBe(
            """
            [{"role":"user","content":[{"type":"text","text":"Go"}]},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"look","input":{"a":1}},{"type":"tool_use","id":"functions_look_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"one"}]},{"type":"tool_result","tool_use_id":"functions_look_2"},{"type":"text","text":"and?"}]}]
            """);
    }

    [Fact]
    public void Somebody_speaks_first_and_it_is_the_user()
    {
        Say(Role.System, Text("Only this"));
        var body = Write(Old);
        body.TryGetProperty("system", out _).ShouldBeFalse();
        body.GetProperty("messages")[0].GetProperty("role").GetString().ShouldBe("user");

        _request.Turns.Clear();
        Say(Role.Assistant, Text("Hello. \\n"));
        body = Write(Old);
        body.GetProperty("messages")[0].GetProperty("role").GetString().ShouldBe("user");
        Texts(body.GetProperty("messages")[1].GetProperty("content")).ShouldBe(["Hello."]);
    }

    [Fact]
    public void Arguments_that_are_no_object_are_wrapped()
    {
        Say(Role.User, Text("Go"));
        Say(Role.Assistant, Call("c1", "look", "{\"a\":") with { IsBroken = true }, Call("c2", "run", "ls") with { IsCustom = true });
        var content = Write(Old).GetProperty("messages")[1].GetProperty("content");
        content[0].GetProperty("input").GetRawText().ShouldBe("""{"INVALID_JSON":"{\"a\":"}""");
        content[1].GetProperty("input").GetRawText().ShouldBe("""{"input":"ls"}""");
    }

    [Fact]
    public void Own_notes_go_back_as_they_came_and_foreign_ones_stay_out()
    {
        Say(Role.User, Text("Go"));
        Say(
            Role.Assistant,
            Thought("a", new OpaqueState(StateOrigin.Anthropic, Raw("s+/=\\/"))),
            Thought("", new OpaqueState(StateOrigin.AnthropicRedacted, J("dark"))),
            Thought("b", new OpaqueState(StateOrigin.OpenAi, J("enc"))),
            Thought("c", null),
            Text("Hi"));
        Write(Old).GetProperty("messages")[1].GetProperty("content").GetRawText().ShouldBe(
            """[{"type":"thinking","thinking":"a","signature":"s+/=\/"},{"type":"redacted_thinking","data":"dark"},{"type":"text","text":"Hi"}]""");
        _notes.RefusedField.ShouldBeNull();
    }

    [Theory]
    [InlineData("claude-3-5-haiku-20241022", 8192)]
    [InlineData("claude-haiku-4-5", 64000)]
    [InlineData("us.anthropic.claude-opus-4-6-v1:0", 128000)]
    [InlineData("anthropic/claude-opus-4.1", 32000)]
    [InlineData("claude-opus-9", 128000)]
    [InlineData("kimi-k2", 8192)]
    public void A_limit_is_named_even_where_the_client_names_none(string model, long expected)
    {
        Say(Role.User, Text("Go"));
        Write(model).GetProperty("max_tokens").GetInt64().ShouldBe(expected);
        Write(MessagesRig.CallOf(model, maxOutput: 777)).GetProperty("max_tokens").GetInt64().ShouldBe(777);
        _request.MaxTokens = 5;
        Write(model).GetProperty("max_tokens").GetInt64().ShouldBe(5);
    }

    [Theory]
    [InlineData(null, 24576, 64000)]
    [InlineData(8000, 6000, 8000)]
    [InlineData(500, 1024, 1524)]
    public void An_effort_becomes_a_budget_below_the_limit(int? limit, int budget, int total)
    {
        Say(Role.User, Text("Go"));
        _request.MaxTokens = limit;
        _request.Reasoning = new ReasoningWish { Effort = Effort.High };
        var body = Write(Old);
        body.GetProperty("thinking").GetRawText().ShouldBe($$"""{"type":"enabled","budget_tokens":{{budget}} }""".Replace(" ", "", StringComparison.Ordinal));
        body.GetProperty("max_tokens").GetInt32().ShouldBe(total);
    }

    [Fact]
    public void A_budget_of_the_clients_own_comes_on_top_of_its_limit()
    {
        Say(Role.User, Text("Go"));
        (_request.MaxTokens, _request.Reasoning) = (1000, new ReasoningWish { Budget = 2000, Show = false });
        var body = Write(Old);
        body.GetProperty("thinking").GetRawText().ShouldBe("""{"type":"enabled","budget_tokens":2000,"display":"omitted"}""");
        body.GetProperty("max_tokens").GetInt32().ShouldBe(3000);
    }

    [Fact]
    public void Newer_models_think_as_they_see_fit()
    {
        Say(Role.User, Text("Go"));
        _request.Reasoning = new ReasoningWish { Effort = Effort.Minimal };
        var body = Write(New);
        body.GetProperty("thinking").GetRawText().ShouldBe("""{"type":"adaptive","display":"summarized"}""");
        body.GetProperty("output_config").GetRawText().ShouldBe("""{"effort":"low"}""");
        _request.Reasoning = new ReasoningWish { Effort = Effort.None };
        Write(New).GetProperty("thinking").GetRawText().ShouldBe("""{"type":"disabled"}""");
        Write(Old).TryGetProperty("thinking", out _).ShouldBeFalse();
        _request.Reasoning = new ReasoningWish { Effort = Effort.Max };
        Write("claude-opus-4-5").GetProperty("output_config").GetRawText().ShouldBe("""{"effort":"high"}""");
    }

    [Fact]
    public void A_turn_without_signed_thoughts_is_gone_on_with_without_thinking()
    {
        Say(Role.User, Text("Go"));
        Say(Role.Assistant, Text("I look"), Call("c1", "look", "{}"));
        Say(Role.User, Result("c1", Text("one")));
        _request.Reasoning = new ReasoningWish { Effort = Effort.High };
        Write(Old).TryGetProperty("thinking", out _).ShouldBeFalse();
        _notes.Warnings.ShouldContain("reasoning_effort");
        _request.Turns[1].Parts.Insert(0, Thought("a", new OpaqueState(StateOrigin.Anthropic, J("s"))));
        Write(Old).TryGetProperty("thinking", out _).ShouldBeTrue();
    }

    [Fact]
    public void Sampling_is_left_out_where_the_model_refuses_it()
    {
        Say(Role.User, Text("Go"));
        (_request.Temperature, _request.TopP, _request.TopK) = (U("1.5"), U("0.5"), U("3"));
        var body = Write(Old);
        body.GetProperty("temperature").GetRawText().ShouldBe("1");
        body.TryGetProperty("top_p", out _).ShouldBeFalse();
        body.GetProperty("top_k").GetRawText().ShouldBe("3");
        _notes.Warnings.ShouldBe(["temperature", "top_p"]);
        body = Write(New);
        body.TryGetProperty("temperature", out _).ShouldBeFalse();
        body.TryGetProperty("top_k", out _).ShouldBeFalse();

        _request.Reasoning = new ReasoningWish { Budget = 2000 };
        (_request.Temperature, _request.TopP) = (default, U("0.97"));
        body = Write(Old);
        body.GetProperty("top_p").GetRawText().ShouldBe("0.97");
        body.TryGetProperty("top_k", out _).ShouldBeFalse();
    }

    [Fact]
    public void Tools_and_the_wish_to_use_them_are_written()
    {
        Say(Role.User, Text("Go"));
        _request.Tools.Add(new ToolSpec { Name = J("look"), Description = J("D"), CacheMark = U("""{"type":"ephemeral"}""") });
        _request.Tools.Add(new ToolSpec { Name = J("find"), Schema = U("""{"properties":{"q":{"type":"string","minLength":2}}}"""), Strict = true });
        _request.ParallelTools = false;
        var body = Write(Old);
        body.GetProperty("tools").GetRawText().ShouldBe(
            """
            [{"name":"look","description":"D","input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}},{"name":"find","strict":true,"input_schema":{"properties":{"q":{"type":"string","description":"(minLength: 2)"}},"additionalProperties":false}}]
            """);
        body.GetProperty("tool_choice").GetRawText().ShouldBe("""{"type":"auto","disable_parallel_tool_use":true}""");

        (_request.ToolChoice, _request.ParallelTools) = (ToolChoiceKind.Required, null);
        Write(Old).GetProperty("tool_choice").GetRawText().ShouldBe("""{"type":"any"}""");
        _request.ToolChoice = ToolChoiceKind.Named;
        _request.ToolNames.Add(J("find"));
        Write(Old).GetProperty("tool_choice").GetRawText().ShouldBe("""{"type":"tool","name":"find"}""");
        _request.Reasoning = new ReasoningWish { Effort = Effort.Low };
        Write(Old).TryGetProperty("thinking", out _).ShouldBeFalse("a model that must call a tool cannot think");
        _request.ToolChoice = ToolChoiceKind.Auto;
        Write(Old).GetProperty("tools").GetArrayLength().ShouldBe(1, "what may not be called is not offered");
    }

    [Fact]
    public void A_conversation_about_tools_declares_them()
    {
        Say(Role.User, Text("Go"));
        Say(Role.Assistant, Call("c1", "look", "{}"));
        Say(Role.User, Result("c1", Text("one")));
        var body = Write(Old);
        body.GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe("look");
        body.GetProperty("tool_choice").GetRawText().ShouldBe("""{"type":"none"}""");
    }

    [Fact]
    public void Tools_that_run_at_this_vendor_go_on_and_others_are_refused()
    {
        Say(Role.User, Text("Go"));
        _request.Tools.Add(new ToolSpec { Native = U("""{"type":"web_search_20250305","name":"web_search"}"""), Path = "tools[0]" });
        Write(Old).GetProperty("tools")[0].GetProperty("type").GetString().ShouldBe("web_search_20250305");
        _notes.RefusedField.ShouldBeNull();
        _request.Tools.Add(new ToolSpec { Native = U("""{"type":"web_search_preview"}"""), Path = "tools[1]" });
        Write(Old);
        _notes.RefusedField.ShouldBe("tools[1]");
    }

    [Fact]
    public void A_schema_is_written_where_the_model_takes_one()
    {
        Say(Role.User, Text("Go"));
        _request.Shape = ReplyShape.JsonSchema;
        _request.Schema = U("""{"$schema":"x","type":"object","properties":{"n":{"type":"integer","minimum":1,"description":"N"},"o":{"oneOf":[{"type":"object"}]}},"required":["n"]}""");
        Write(Old).GetProperty("output_config").GetRawText().ShouldBe(
            """
            {"format":{"type":"json_schema","schema":{"type":"object","properties":{"n":{"type":"integer","description":"N (minimum: 1)"},"o":{"anyOf":[{"type":"object","additionalProperties":false}]}},"required":["n"],"additionalProperties":false}}}
            """);
    }

    [Fact]
    public void An_older_model_answers_by_a_tool_and_the_client_sees_text()
    {
        Say(Role.User, Text("Go"));
        _request.Shape = ReplyShape.JsonSchema;
        _request.Schema = U("""{"type":"object","properties":{"n":{"type":"integer"}}}""");
        var body = Write("claude-3-7-sonnet-latest");
        var name = body.GetProperty("tools")[0].GetProperty("name").GetString()!;
        body.GetProperty("tool_choice").GetRawText().ShouldBe($$"""{"type":"tool","name":"{{name}}"}""");

        var collector = new AnswerCollector();
        MessagesRig.Tell(
            U($$$"""{"type":"message","id":"msg_1","content":[{"type":"tool_use","id":"t","name":"{{{name}}}","input":{"n":1}}],"stop_reason":"tool_use"}""").ToArray(), false, collector);
        collector.Answer.Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<TextPart>().Text.ToString().ShouldBe("""{"n":1}""");
        collector.Answer.Choices[0].Finish.ShouldBe(FinishReason.Stop);
    }

    [Fact]
    public void Pictures_and_documents_are_written_and_the_rest_is_refused()
    {
        Say(
            Role.User,
            new MediaPart(MediaKind.Image) { MediaType = J("image/jpg"), Base64 = J("AAAA"), CacheMark = U("""{"type":"ephemeral"}""") },
            new MediaPart(MediaKind.Image) { Url = J("https://a/b.png") },
            new MediaPart(MediaKind.File) { MediaType = J("application/pdf"), Base64 = J("JVBERi0="), Name = J("T") },
            new MediaPart(MediaKind.File) { MediaType = J("text/csv"), Base64 = J("YSxi") },
            new MediaPart(MediaKind.File) { FileId = J("file_1") });
        var content = Write(Old).GetProperty("messages")[0].GetProperty("content");
        content[0].GetRawText().ShouldBe("""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAA"},"cache_control":{"type":"ephemeral"}}""");
        content[1].GetRawText().ShouldBe("""{"type":"image","source":{"type":"url","url":"https://a/b.png"}}""");
        content[2].GetRawText().ShouldBe("""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"T"}""");
        content[3].GetRawText().ShouldBe("""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,b"}}""");
        content[4].GetRawText().ShouldBe("""{"type":"document","source":{"type":"file","file_id":"file_1"}}""");
        _notes.RefusedField.ShouldBeNull();

        Say(Role.User, new MediaPart(MediaKind.Audio) { Base64 = J("AAAA") });
        Write(Old);
        _notes.RefusedField.ShouldBe("messages[1].content[0]");
    }

    [Fact]
    public void Claude_at_Google_is_named_by_the_path_and_the_body_has_the_version()
    {
        Say(Role.User, Text("Go"));
        var body = Write(MessagesRig.CallOf(Old, stream: true, new ProviderPreset { Kind = "vertex", Title = "V", AnthropicBodyVersion = "vertex-2023-10-16" }));
        body.TryGetProperty("model", out _).ShouldBeFalse();
        body.GetProperty("anthropic_version").GetString().ShouldBe("vertex-2023-10-16");
        body.GetProperty("stream").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void What_has_no_place_is_reported()
    {
        Say(Role.User, Text("Go"));
        (_request.Seed, _request.LogitBias, _request.Choices, _request.Logprobs) = (U("1"), U("{}"), 2, true);
        _request.Stop.Add(J(" \n"));
        _request.Stop.Add(J("END"));
        _request.User = J("u");
        var body = Write(Old);
        body.GetProperty("stop_sequences").GetRawText().ShouldBe("""["END"]""");
        body.GetProperty("metadata").GetProperty("user_id").GetString().ShouldBe("u");
        _notes.Warnings.ShouldBe(["stop", "n", "seed", "logit_bias", "logprobs"], ignoreOrder: true);
        _notes.RefusedField.ShouldBeNull();
    }

    [Theory]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: Field required"}}""", FailureKind.BadRequest, "max_tokens")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}""", FailureKind.ContextTooLong, null)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}""", FailureKind.Balance, null)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.Overloaded, null)]
    [InlineData(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", FailureKind.Authentication, null)]
    [InlineData(403, """[{"error":{"code":403,"message":"No","status":"PERMISSION_DENIED"}}]""", FailureKind.Permission, null)]
    [InlineData(502, "<html>", FailureKind.Server, null)]
    public void Failures_are_told_apart(int status, string body, object kind, string? param)
    {
        var failure = new Tollgate.Upstreams.Anthropic.MessagesUpstream().ReadFailure(status, U(body));
        failure.Kind.ShouldBe((FailureKind)kind);
        failure.Param.ShouldBe(param);
    }

    private void Say(Role role, params Part[] parts)
    {
        var turn = new Turn { Role = role, Path = $"messages[{_request.Turns.Count}]" };
        turn.Parts.AddRange(parts);
        _request.Turns.Add(turn);
    }

    private JsonElement Write(string model) => Write(MessagesRig.CallOf(model));

    private JsonElement Write(UpstreamCall call)
    {
        _notes.Reset();
        return MessagesRig.Write(_request, call, _notes);
    }

    private static IEnumerable<string?> Texts(JsonElement blocks) => blocks.EnumerateArray().Select(block => block.GetProperty("text").GetString());

    private static TextPart Text(string escaped) => new(Raw(escaped));

    private static ReasoningPart Thought(string text, OpaqueState? state) => new(J(text)) { State = state };

    private static ToolCallPart Call(string id, string name, string arguments) => new(J(id), J(name), U(arguments));

    private static ToolResultPart Result(string id, params Part[] content) => new(J(id), content);

    private static JsonString J(string text) => JsonString.Of(text);

    private static JsonString Raw(string escaped) => new(U(escaped));

    private static ReadOnlyMemory<byte> U(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
