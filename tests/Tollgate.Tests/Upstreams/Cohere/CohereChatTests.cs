using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Tests.Surfaces.Anthropic;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;
using Tollgate.Upstreams.Cohere;
using Xunit;

namespace Tollgate.Tests.Upstreams.Cohere;

/// <summary>Requests to Cohere and its answers, by its documentation and its recorded traffic.</summary>
public sealed class CohereChatTests
{
    [Fact]
    public void A_conversation_with_tools_is_written_as_messages_of_their_own()
    {
        var (request, _) = MessagesRig.Read(
            """
            {"model":"m","max_tokens":9,"system":"S","top_p":1,"top_k":4,"temperature":2,"stop_sequences":["E"],
             "tools":[{"name":"look","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"},
             "messages":[{"role":"user","content":[{"type":"text","text":"Go"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
              {"role":"assistant","content":[{"type":"text","text":"I look"},{"type":"tool_use","id":"t1","name":"look","input":{"a":1}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"found"},{"type":"text","text":"And?"}]}]}
            """);
        var notes = new TranslationNotes();
        Write(request, "command-a-03-2025", notes).GetRawText().ShouldBe(
            """
            {"model":"command-a-03-2025","stream":false,"messages":[{"role":"system","content":[{"type":"text","text":"S"}]},{"role":"user","content":[{"type":"text","text":"Go"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","tool_plan":"I look","tool_calls":[{"id":"t1","type":"function","function":{"name":"look","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"t1","content":"found"},{"role":"user","content":[{"type":"text","text":"And?"}]}],"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],"tool_choice":"REQUIRED","max_tokens":9,"stop_sequences":["E"],"temperature":1,"p":0.99,"k":4}
            """);
        notes.Warnings.ShouldBe(["temperature"]);
        notes.RefusedField.ShouldBeNull();
    }

    [Fact]
    public void A_schema_and_thoughts_are_asked_for()
    {
        var (request, _) = MessagesRig.Read(
            """
            {"messages":[{"role":"user","content":"Go"}],"thinking":{"type":"enabled","budget_tokens":500},
             "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}
            """);
        var body = Write(request, "command-a-reasoning-08-2025", new TranslationNotes());
        body.GetProperty("response_format").GetRawText().ShouldBe("""{"type":"json_object","json_schema":{"type":"object"}}""");
        body.GetProperty("thinking").GetRawText().ShouldBe("""{"type":"enabled","token_budget":500}""");
        var notes = new TranslationNotes();
        Write(request, "command-r7b", notes).TryGetProperty("thinking", out _).ShouldBeFalse();
        notes.Warnings.ShouldBe(["reasoning_effort"]);
    }

    [Fact]
    public void Recorded_answers_are_read()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not there.");
        var whole = Read(sink => new CohereReader(sink).TryReadWhole(Recordings.Get("cohere-chat").ResponseBody).ShouldBeTrue());
        whole.Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<TextPart>().Text.ToString().ShouldBe("2 + 2 equals 4.");
        whole.Choices[0].Finish.ShouldBe(FinishReason.Stop);
        whole.Usage.ShouldBe(new TokenUsage { Input = 8, CachedInput = 8, Output = 8, Source = UsageSource.Reported });

        var stream = Read(sink => Feed(Recordings.Get("cohere-stream").ResponseBody, sink));
        var call = stream.Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolCallPart>();
        call.Id.ToString().ShouldBe("best_language_to_learn_wgdyg5frjc39");
        call.Arguments.IsEmpty.ShouldBeTrue();
        stream.Choices[0].Finish.ShouldBe(FinishReason.ToolCalls);
        stream.Usage!.Value.Input.ShouldBe(68);
    }

    [Fact]
    public void A_stream_says_what_the_whole_says()
    {
        const string Whole =
            """
            {"id":"i","finish_reason":"TOOL_CALL","message":{"role":"assistant","content":[{"type":"thinking","thinking":"hm"}],"tool_plan":"I look",
             "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
             "usage":{"billed_units":{"input_tokens":3,"output_tokens":4},"tokens":{"input_tokens":30,"output_tokens":40}}}
            """;
        string[] events =
        [
            """{"id":"i","type":"message-start","delta":{"message":{"role":"assistant"}}}""",
            """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}""",
            """{"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"hm"}}}}""",
            """{"type":"content-end","index":0}""",
            """{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I "}}}""",
            """{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"look"}}}""",
            """{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"a","type":"function","function":{"name":"f","arguments":""}}}}}""",
            """{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"x\""}}}}}""",
            """{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":":1}"}}}}}""",
            """{"type":"tool-call-end","index":0}""",
            """{"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}}}}""",
            """{"type":"some-new-event"}""",
            """{"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":3,"output_tokens":4},"tokens":{"input_tokens":30,"output_tokens":40}}}}""",
        ];
        var bytes = Encoding.UTF8.GetBytes(string.Concat(events.Select(item => $"data: {item}\n\n")));
        var one = AnthropicGrammar.Stream(MessagesRig.Stream(sink => Feed(bytes, sink)));
        var other = AnthropicGrammar.Whole(MessagesRig.Whole(sink => new CohereReader(sink).TryReadWhole(Encoding.UTF8.GetBytes(Whole)).ShouldBeTrue()));
        (one.Text, one.Reasoning, one.Finish, one.Usage).ShouldBe((other.Text, other.Reasoning, other.Finish, other.Usage));
        one.Calls.ShouldBe(other.Calls);
        one.Calls.ShouldBe([new CallSeen("f", """{"x":1}"""), new CallSeen("g", "{}")]);
        one.Text.ShouldBe("I look");
    }

    [Fact]
    public void What_a_thought_leans_on_is_no_source_of_the_text()
    {
        const string Body = """
            {"id":"i","message":{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"x"}],"citations":[
             {"start":0,"end":1,"text":"h","type":"THINKING_CONTENT","sources":[{"type":"document","document":{"url":"https://thought"}}]},
             {"start":0,"end":1,"text":"x","type":"TEXT_CONTENT","sources":[{"type":"document","document":{"url":"https://text"}}]}]},
             "finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":1,"output_tokens":1}}}
            """;

        var whole = Encoding.UTF8.GetString(MessagesRig.Whole(sink => new CohereReader(sink).TryReadWhole(Encoding.UTF8.GetBytes(Body)).ShouldBeTrue()));

        whole.ShouldContain("https://text");
        whole.ShouldNotContain("https://thought");
    }

    [Fact]
    public void A_model_that_breaks_off_is_a_failure()
    {
        var answer = new AnswerCollector();
        Feed("data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"boom\"}}\n\n"u8.ToArray(), answer);
        answer.Answer.Failure!.Message.ShouldBe("boom");
        answer.Answer.Failure.Kind.ShouldBe(FailureKind.Server);
    }

    [Theory]
    [InlineData(401, """{"id":"x","message":"Incorrect API key"}""", FailureKind.Authentication)]
    [InlineData(400, """{"message":"too many tokens: shorten it"}""", FailureKind.ContextTooLong)]
    [InlineData(429, """{"message":"You are using a Trial key"}""", FailureKind.Balance)]
    [InlineData(429, """{"message":"slow down"}""", FailureKind.RateLimit)]
    [InlineData(498, """{"message":"blocked"}""", FailureKind.ContentFilter)]
    [InlineData(499, """{"message":"request cancelled"}""", FailureKind.Timeout)]
    [InlineData(503, "", FailureKind.Overloaded)]
    public void Failures_are_told_apart(int status, string body, object kind) =>
        new CohereChatUpstream().ReadFailure(status, Encoding.UTF8.GetBytes(body)).Kind.ShouldBe((FailureKind)kind);

    private static JsonElement Write(ChatRequest request, string model, TranslationNotes notes)
    {
        var json = new JsonOut();
        json.Begin(new BufferPool().RentSend(1024));
        new CohereChatUpstream().Write(request, MessagesRig.CallOf(model), notes, json);
        return JsonDocument.Parse(json.Bytes.Memory).RootElement;
    }

    private static ChatAnswer Read(Action<AnswerSink> tell)
    {
        var collector = new AnswerCollector();
        tell(collector);
        collector.IsEnded.ShouldBeTrue();
        return collector.Answer;
    }

    private static void Feed(byte[] body, AnswerSink sink)
    {
        var reader = new CohereReader(sink);
        foreach (var item in SseText.Read(body, lenient: true).Where(item => !item.IsDone))
        {
            reader.ReadFrame(Encoding.UTF8.GetBytes(item.Name), Encoding.UTF8.GetBytes(item.Data));
        }

        reader.Complete().ShouldBeTrue();
    }
}
