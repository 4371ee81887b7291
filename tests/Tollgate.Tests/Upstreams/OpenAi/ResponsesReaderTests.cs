using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>Streams of responses that differ from the usual ones, or are broken.</summary>
public sealed class ResponsesReaderTests
{
    private const string Created = """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"m","created_at":5,"status":"in_progress","output":[]}}""";
    private const string Completed = """{"type":"response.completed","response":{"id":"resp_1","status":"completed","error":null,"output":[]}}""";

    [Fact]
    public void Items_that_interleave_are_told_apart_by_their_index()
    {
        var answer = Read(
            Created,
            """{"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":""}}""",
            """{"type":"response.output_item.added","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"fc_2","delta":"{\"b\""}""",
            """{"type":"response.function_call_arguments.delta","output_index":0,"item_id":"fc_1","delta":"{}"}""",
            """{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"fc_2","delta":":2}"}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}""",
            """{"type":"response.output_item.done","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g","arguments":"{\"b\":2}"}}""",
            Completed);
        Calls(answer).ShouldBe(["call_1 f {}", "call_2 g {\"b\":2}"]);
        answer.Choices[0].Finish.ShouldBe(FinishReason.ToolCalls);
        (answer.Start.Id.ToString(), answer.Start.Created).ShouldBe(("resp_1", 5));
    }

    [Fact]
    public void What_comes_only_when_an_item_is_done_is_told_then()
    {
        var answer = Read(
            Created,
            """{"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"gA"}}""",
            """{"type":"response.output_item.done","output_index":1,"item":{"id":"msg_1","type":"message","content":[{"type":"output_text","text":"hi","annotations":[{"type":"url_citation","url":"https://a.test","title":"A","start_index":0,"end_index":2}]}]}}""",
            """{"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"}}""",
            """{"type":"response.output_item.done","output_index":3,"item":{"type":"web_search_call","id":"ws"}}""",
            Completed);
        var thought = answer.Choices[0].Parts[0].ShouldBeOfType<ReasoningPart>();
        (thought.Text.ToString(), thought.State!.Id.ToString()).ShouldBe(("a\n\nb", "rs_1"));
        var said = answer.Choices[0].Parts[1].ShouldBeOfType<TextPart>();
        (said.Text.ToString(), said.Citations.Single().Url.ToString()).ShouldBe(("hi", "https://a.test"));
        Calls(answer).ShouldBe(["c f {\"a\":1}"]);
    }

    [Fact]
    public void A_stream_that_has_only_its_last_event_is_whole()
    {
        var answer = Read("""{"type":"response.incomplete","response":{"id":"resp_1","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","content":[{"type":"output_text","text":"hi"},{"type":"refusal","refusal":"no"}]}],"usage":{"input_tokens":3,"output_tokens":2,"output_tokens_details":{"reasoning_tokens":1},"input_tokens_details":{"cached_tokens":2},"total_tokens":5}}}""");
        answer.Choices[0].Finish.ShouldBe(FinishReason.Length);
        answer.Choices[0].Parts.Select(part => part.GetType()).ShouldBe([typeof(TextPart), typeof(RefusalPart)]);
        (answer.Usage!.Value.Input, answer.Usage.Value.CachedInput, answer.Usage.Value.Output, answer.Usage.Value.Reasoning).ShouldBe((3, 2, 2, 1));
    }

    [Theory]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"slow","param":null,"sequence_number":3}""", FailureKind.RateLimit, "slow")]
    [InlineData("""{"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"no money","param":null}}""", FailureKind.Balance, "no money")]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"broke"}}}""", FailureKind.Server, "broke")]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"context_length_exceeded","message":"long"}}}""", FailureKind.ContextTooLong, "long")]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"invalid_prompt","message":"odd"}}}""", FailureKind.BadRequest, "odd")]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed"}}""", FailureKind.Server, "")]
    [InlineData("""{"error":{"message":"bare","type":"server_error"}}""", FailureKind.Server, "bare")]
    internal void An_error_ends_the_answer_and_what_follows_it_is_not_told(string error, FailureKind kind, string message)
    {
        var collector = new AnswerCollector();
        ResponsesProvider.Stream(
            collector,
            Created,
            """{"type":"response.output_text.delta","output_index":0,"delta":"Hel"}""",
            error,
            """{"type":"response.output_text.delta","output_index":0,"delta":"lo"}""",
            Completed).ShouldBeTrue();
        (collector.Answer.Failure!.Kind, collector.Answer.Failure.Message).ShouldBe((kind, message));
        collector.IsEnded.ShouldBeFalse();
        collector.End();
        collector.Answer.Choices[0].Parts.Single().ShouldBeOfType<TextPart>().Text.ToString().ShouldBe("Hel");
    }

    [Fact]
    public void A_stream_without_its_end_is_broken()
    {
        var collector = new AnswerCollector();
        ResponsesProvider.Stream(collector, Created, """{"type":"response.output_text.delta","output_index":0,"delta":"Hel"}""").ShouldBeFalse();
        collector.Answer.Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"type":"response.output_text.delta"}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":7,"output_index":"x"}""")]
    [InlineData("""{"type":"response.output_item.added","item":null}""")]
    [InlineData("""{"type":"response.output_item.done","output_index":99999999999999999999,"item":{"type":"message","content":"x"}}""")]
    [InlineData("""{"type":"response.function_call_arguments.delta","output_index":9,"delta":"{}"}""")]
    [InlineData("""{"type":"response.reasoning_summary_text.delta","delta":"","summary_index":-5}""")]
    [InlineData("""{"type":"response.output_text.annotation.added","annotation":[1]}""")]
    [InlineData("""{"type":"response.never.seen"}""")]
    public void Events_that_make_no_sense_are_passed_over(string odd)
    {
        var answer = Read(Created, odd, """{"type":"response.output_text.delta","output_index":0,"delta":"ok"}""", Completed);
        answer.Choices[0].Parts.OfType<TextPart>().Single().Text.ToString().ShouldBe("ok");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"object":"chat.completion","choices":[]}""")]
    public void What_is_no_response_is_none(string body) => ResponsesProvider.Whole(body, new AnswerCollector()).ShouldBeFalse();

    [Theory]
    [InlineData(401, """{"error":{"message":"bad key","type":"invalid_request_error","code":"invalid_api_key"}}""", FailureKind.Authentication, "bad key")]
    [InlineData(429, """{"error":{"message":"quota","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureKind.Balance, "quota")]
    [InlineData(429, """{"error":{"message":"slow","type":"tokens","code":"rate_limit_exceeded"}}""", FailureKind.RateLimit, "slow")]
    [InlineData(400, """{"code":"invalid-argument","error":"Incorrect API key provided"}""", FailureKind.Authentication, "Incorrect API key provided")]
    [InlineData(400, """{"error":{"message":"too long","code":"context_length_exceeded"}}""", FailureKind.ContextTooLong, "too long")]
    [InlineData(422, """{"detail":"bad"}""", FailureKind.BadRequest, "bad")]
    [InlineData(502, "<html>oh</html>", FailureKind.Server, "")]
    [InlineData(503, "", FailureKind.Overloaded, "")]
    internal void Errors_are_sorted_by_their_code_then_by_their_status(int status, string body, FailureKind kind, string message)
    {
        var failure = ResponsesProvider.Failure(status, body);
        (failure.Kind, failure.Message).ShouldBe((kind, message));
    }

    [Fact]
    public void A_delta_costs_one_small_object_from_the_provider_to_the_client()
    {
        const int Deltas = 2000;
        var context = new AnswerContext { Model = JsonString.Of("m"), RequestId = "req1"u8.ToArray() };
        var bytes = new Tollgate.Loops.BufferPool().RentSend(16);
        context.Out.Begin(bytes);
        var reader = ResponsesProvider.Reader(new Tollgate.Surfaces.OpenAi.ResponsesSurface().NewStream(context));
        var delta = Encoding.UTF8.GetBytes("""{"type":"response.output_text.delta","sequence_number":7,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"some words","logprobs":[]}""");
        reader.ReadFrame(default, Encoding.UTF8.GetBytes(Created));
        long spent = 0;
        for (var i = 0; i < 2 * Deltas; i++)
        {
            bytes.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            reader.ReadFrame("response.output_text.delta"u8, delta);
            spent += i < Deltas ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        bytes.Return();
        (spent / Deltas).ShouldBeLessThan(200); // the document; the rest is the text itself, which the last event repeats
    }

    private static ChatAnswer Read(params string[] events)
    {
        var collector = new AnswerCollector();
        ResponsesProvider.Stream(collector, events).ShouldBeTrue();
        collector.IsEnded.ShouldBeTrue();
        return collector.Answer;
    }

    private static IEnumerable<string> Calls(ChatAnswer answer) =>
        answer.Choices[0].Parts.OfType<ToolCallPart>().Select(call => $"{call.Id} {call.Name} {Encoding.UTF8.GetString(call.Arguments.Span)}");
}
