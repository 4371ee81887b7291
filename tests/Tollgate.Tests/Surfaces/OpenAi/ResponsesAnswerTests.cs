using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;
using Tollgate.TestSupport.Grammar;
using Xunit;

namespace Tollgate.Tests.Surfaces.OpenAi;

/// <summary>Answers as clients of responses get them. The order of events is that of OpenAI's API reference and of its recorded streams.</summary>
public sealed class ResponsesAnswerTests
{
    private static readonly AnswerStart Start = new() { Id = JsonString.Of("msg_01"), Created = 1_790_000_001 };

    [Fact]
    public void Text_is_told_in_the_order_of_the_reference()
    {
        var events = Events(sink =>
        {
            sink.Begin(Start);
            sink.Text(0, JsonString.Of("Hel"));
            sink.Text(0, JsonString.Of("lo"));
            sink.Finish(0, FinishReason.Stop, default);
            sink.Usage(new TokenUsage { Input = 7, CachedInput = 2, Output = 3, Reasoning = 1 });
            sink.End();
        });
        events.Select(item => item.GetProperty("type").GetString()).ShouldBe(
        [
            "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta",
            "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
        ]);
        events.Select(item => item.GetProperty("sequence_number").GetInt32()).ShouldBe(Enumerable.Range(0, 10));
        var response = events[^1].GetProperty("response");
        response.GetProperty("usage").GetRawText().ShouldBe(
            """{"input_tokens":7,"input_tokens_details":{"cached_tokens":2,"cache_write_tokens":0},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":10}""");
        (response.GetProperty("id").GetString(), response.GetProperty("model").GetString(), response.GetProperty("created_at").GetInt64())
            .ShouldBe(("resp_msg_01", "client-model", 1_790_000_001));
        events[^3].GetProperty("part").GetRawText().ShouldBe("""{"type":"output_text","annotations":[],"logprobs":[],"text":"Hello"}""");
    }

    [Fact]
    public void Thoughts_their_note_and_calls_that_interleave_are_items_of_their_own()
    {
        var seen = Check(sink =>
        {
            sink.Begin(Start);
            sink.Reasoning(0, JsonString.Of("hm"), isSummary: false);
            sink.State(0, new OpaqueState(StateOrigin.OpenAi, JsonString.Of("gAAA")) { Id = JsonString.Of("rs_9") });
            sink.Text(0, JsonString.Of("I look."));
            sink.ToolCall(0, 0, JsonString.Of("call_a"), JsonString.Of("f"));
            sink.ToolCall(0, 1, JsonString.Of("call_b"), JsonString.Of("g"));
            sink.ToolArguments(0, 1, JsonString.Of("{\"b\":"));
            sink.ToolArguments(0, 0, JsonString.Of("{\"a\":1}"));
            sink.ToolArguments(0, 1, JsonString.Of("2}"));
            sink.ToolCall(0, 2, JsonString.Of("call_c"), JsonString.Of("h"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.End();
        });
        (seen.Text, seen.Reasoning, seen.Finish).ShouldBe(("I look.", "hm", FinishSeen.Tools));
        seen.States.ShouldBe(["gAAA"]);
        seen.Calls.Select(call => $"{call.Name} {call.Arguments}").ShouldBe(["f {\"a\":1}", "g {\"b\":2}", "h {}"]);
    }

    [Fact]
    public void A_custom_tool_is_called_with_its_free_text_though_the_provider_knows_it_as_a_function()
    {
        var client = ResponsesClient.Send("""{"input":"x","tools":[{"type":"custom","name":"patch","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}}]}""");
        CustomTools.ToFunctions(client.Request, client.Notes);
        client.Request.Tools.Single().Description.ToString().ShouldEndWith("grammar (lark):\nstart: \"x\"");
        client.Notes.Warnings.ShouldBe(["tools[0].format"]);
        var events = Parse(client.Stream(sink =>
        {
            sink.Begin(Start);
            sink.ToolCall(0, 0, JsonString.Of("call_a"), JsonString.Of("patch"));
            sink.ToolArguments(0, 0, JsonString.Of("{\"input\":\"*** Be"));
            sink.ToolArguments(0, 0, JsonString.Of("gin \\\"q\\\"\\n\"}"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.End();
        }));
        events.Select(item => item.GetProperty("type").GetString()).Skip(2).ShouldBe(
            ["response.output_item.added", "response.custom_tool_call_input.delta", "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done", "response.output_item.done", "response.completed"]);
        events[2].GetProperty("item").GetProperty("input").GetString().ShouldBe("");
        (events[3].GetProperty("delta").GetString() + events[4].GetProperty("delta").GetString()).ShouldBe("*** Begin \"q\"\n");
        events[^1].GetProperty("response").GetProperty("output")[0].GetRawText().ShouldBe(
            """{"id":"ctc_req1_0","type":"custom_tool_call","status":"completed","call_id":"call_a","name":"patch","input":"*** Begin \"q\"\n"}""");
    }

    [Fact]
    public void A_note_without_thoughts_is_an_item_before_what_it_belongs_to()
    {
        var events = Events(sink =>
        {
            sink.Begin(Start);
            sink.State(0, new OpaqueState(StateOrigin.Gemini, JsonString.Of("sig")));
            sink.ToolCall(0, 0, JsonString.Of("call_a"), JsonString.Of("f"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.End();
        });
        var output = events[^1].GetProperty("response").GetProperty("output");
        output[0].GetProperty("summary").GetArrayLength().ShouldBe(0);
        StateEnvelope.Unwrap(JsonString.Of(output[0].GetProperty("encrypted_content").GetString()!)).ShouldNotBeNull().Data.ToString().ShouldBe("sig");
        output[1].GetProperty("type").GetString().ShouldBe("function_call");
    }

    [Theory]
    [InlineData(FinishReason.Length, "incomplete", "max_output_tokens")]
    [InlineData(FinishReason.ContentFilter, "incomplete", "content_filter")]
    [InlineData(FinishReason.StopSequence, "completed", null)]
    [InlineData(FinishReason.Pause, "completed", null)]
    [InlineData(FinishReason.Error, "failed", null)]
    internal void The_status_tells_why_the_model_stopped(FinishReason reason, string status, string? details)
    {
        var response = Events(sink =>
        {
            sink.Begin(Start);
            sink.Text(0, JsonString.Of("x"));
            sink.Finish(0, reason, default);
            sink.End();
        })[^1].GetProperty("response");
        response.GetProperty("status").GetString().ShouldBe(status);
        var incomplete = response.GetProperty("incomplete_details");
        (incomplete.ValueKind == JsonValueKind.Null ? null : incomplete.GetProperty("reason").GetString()).ShouldBe(details);
        response.GetProperty("output")[0].GetProperty("status").GetString().ShouldBe(reason == FinishReason.Length ? "incomplete" : "completed");
    }

    [Fact]
    public void Citations_are_annotations_of_the_text_before_them()
    {
        var events = Events(sink =>
        {
            sink.Begin(Start);
            sink.Cite(0, new Citation(JsonString.Of("https://e.test"), JsonString.Of("Early"), default));
            sink.Text(0, new JsonString("\\u00e4b"u8.ToArray()));
            sink.Text(0, JsonString.Of("c𝄞"));
            sink.Cite(0, new Citation(JsonString.Of("https://a.test"), JsonString.Of("A"), default));
            sink.Cite(0, new Citation(default, JsonString.Of("doc.pdf"), default, 1));
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        });
        events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("annotations").GetRawText().ShouldBe(
            """
            [{"type":"url_citation","url":"https://e.test","start_index":0,"end_index":2,"title":"Early"},{"type":"url_citation","url":"https://a.test","start_index":2,"end_index":4,"title":"A"},{"type":"file_citation","file_id":"document","index":1,"filename":"doc.pdf"}]
            """);
        events.Count(item => item.GetProperty("type").GetString() == "response.output_text.annotation.added").ShouldBe(3);
    }

    [Fact]
    public void Refusals_pictures_and_log_probabilities_have_their_places()
    {
        Action<AnswerSink> answer = sink =>
        {
            sink.Begin(Start);
            sink.Text(0, JsonString.Of("a"));
            sink.Logprobs(0, "[\r\n {\"token\":\"a\",\"logprob\":-0.1,\"bytes\":[97],\"top_logprobs\":[]} ]"u8.ToArray());
            sink.Refusal(0, JsonString.Of("no"));
            sink.Media(0, new MediaPart(MediaKind.Image) { MediaType = JsonString.Of("image/webp"), Base64 = JsonString.Of("aGk=") });
            sink.Text(1, JsonString.Of("another answer"));
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        };
        var seen = Check(answer);
        (seen.Text, seen.Refusal).ShouldBe(("a", "no"));
        var output = Events(answer)[^1].GetProperty("response").GetProperty("output");
        output[0].GetProperty("content")[0].GetProperty("logprobs")[0].GetProperty("token").GetString().ShouldBe("a");
        output[2].GetRawText().ShouldBe("""{"id":"ig_req1_2","type":"image_generation_call","status":"completed","result":"aGk=","output_format":"webp"}""");
    }

    [Fact]
    public void A_response_repeats_the_settings_of_its_request_in_one_line()
    {
        var client = ResponsesClient.Send("{\"model\":\"m\",\"input\":\"x\",\"instructions\":\"be\",\"temperature\":0.5,\r\n\"tools\":[{\r\n\"type\":\"function\",\"name\":\"f\",\"parameters\":{\r\n}}],\"metadata\":{\"a\":\"b\"}}");
        var stream = client.Stream(sink =>
        {
            sink.Begin(Start);
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        });
        Grammars.Stream(ClientDialect.Responses, Encoding.UTF8.GetBytes(stream)).Finish.ShouldBe(FinishSeen.Stop);
        var response = Parse(stream)[^1].GetProperty("response");
        response.GetProperty("tools")[0].GetProperty("strict").GetBoolean().ShouldBeTrue();
        (response.GetProperty("instructions").GetString(), response.GetProperty("temperature").GetDouble(), response.GetProperty("metadata").GetProperty("a").GetString(), response.GetProperty("store").GetBoolean())
            .ShouldBe(("be", 0.5, "b", false));
    }

    [Fact]
    public void An_error_in_mid_stream_is_an_event_of_its_own_and_the_end_of_the_response()
    {
        var events = Events(sink =>
        {
            sink.Begin(Start);
            sink.Text(0, JsonString.Of("Hel"));
            sink.Fail(new UpstreamFailure { Kind = FailureKind.Overloaded, Message = "too \"busy\"" });
        });
        events[^2].GetProperty("type").GetString().ShouldBe("error");
        (events[^2].GetProperty("message").GetString(), events[^2].GetProperty("error").GetProperty("type").GetString()).ShouldBe(("too \"busy\"", "server_error"));
        var response = events[^1].GetProperty("response");
        response.GetProperty("status").GetString().ShouldBe("failed");
        response.GetProperty("error").GetRawText().ShouldBe("""{"code":"server_error","message":"too \u0022busy\u0022"}""".Replace("\\u0022", "\\\"", StringComparison.Ordinal));
        response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Hel");
    }

    [Theory]
    [InlineData(FailureKind.Balance, 402, 429, "insufficient_quota", "insufficient_quota")]
    [InlineData(FailureKind.Authentication, 401, 401, "invalid_request_error", "invalid_api_key")]
    [InlineData(FailureKind.NotFound, 404, 404, "invalid_request_error", "model_not_found")]
    [InlineData(FailureKind.RateLimit, 429, 429, "requests", "rate_limit_exceeded")]
    [InlineData(FailureKind.Overloaded, 529, 503, "server_error", "overloaded")]
    [InlineData(FailureKind.Server, 500, 500, "server_error", "server_error")]
    [InlineData(FailureKind.Timeout, 408, 504, "server_error", "timeout")]
    [InlineData(FailureKind.TooLarge, 413, 413, "invalid_request_error", "request_too_large")]
    [InlineData(FailureKind.BadRequest, 422, 400, "invalid_request_error", "its_code")]
    [InlineData(FailureKind.Unknown, 418, 418, "server_error", "its_code")]
    internal void A_providers_refusal_has_OpenAIs_status_type_and_code(FailureKind kind, int given, int status, string type, string code)
    {
        var (answered, error) = new ResponsesClient().Failure(new UpstreamFailure { Kind = kind, Message = "m", Code = "its_code", Param = "p" }, given);
        answered.ShouldBe(status);
        error.GetRawText().ShouldBe($$"""{"message":"m","type":"{{type}}","param":"p","code":"{{code}}"}""");
    }

    /// <summary>The stream and the whole answer to the same, both by the grammar and alike.</summary>
    private static AnswerSeen Check(Action<AnswerSink> answer)
    {
        var client = new ResponsesClient();
        var stream = Grammars.Stream(ClientDialect.Responses, Encoding.UTF8.GetBytes(client.Stream(answer)));
        var whole = Grammars.Whole(ClientDialect.Responses, Encoding.UTF8.GetBytes(client.Whole(answer)));
        (whole.Text, whole.Reasoning, whole.Refusal, whole.Finish, whole.Usage).ShouldBe((stream.Text, stream.Reasoning, stream.Refusal, stream.Finish, stream.Usage));
        whole.Calls.ShouldBe(stream.Calls);
        whole.States.ShouldBe(stream.States);
        return stream;
    }

    private static List<JsonElement> Events(Action<AnswerSink> answer)
    {
        var stream = new ResponsesClient().Stream(answer);
        Grammars.Stream(ClientDialect.Responses, Encoding.UTF8.GetBytes(stream));
        return Parse(stream);
    }

    private static List<JsonElement> Parse(string stream) =>
        [.. SseText.Read(Encoding.UTF8.GetBytes(stream)).Select(item => JsonDocument.Parse(item.Data).RootElement)];
}
