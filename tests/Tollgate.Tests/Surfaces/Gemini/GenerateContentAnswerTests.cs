using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Surfaces.Gemini;
using Tollgate.Tests.Exchange;
using Xunit;

namespace Tollgate.Tests.Surfaces.Gemini;

/// <summary>Answers to Google's clients.</summary>
public sealed class GenerateContentAnswerTests
{
    private static readonly GenerateContentSurface Surface = new();

    [Fact]
    public void Calls_are_written_whole_with_the_end_and_usage_is_Googles()
    {
        var written = Stream(sink =>
        {
            sink.Text(0, JsonString.Of("He\"llo"));
            sink.ToolCall(0, 0, JsonString.Of("a"), JsonString.Of("f"));
            sink.ToolCall(0, 1, JsonString.Of("b"), JsonString.Of("g"));
            sink.ToolArguments(0, 0, JsonString.Of("{\n \"x\":"));
            sink.ToolArguments(0, 1, JsonString.Of("{}"));
            sink.ToolArguments(0, 0, JsonString.Of("1}"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.Usage(new TokenUsage { Input = 10, CachedInput = 4, Output = 9, Reasoning = 2 });
        });
        written.ShouldBe(
            """
            data: {"candidates":[{"content":{"parts":[{"text":"He\"llo"}],"role":"model"},"index":0}],"modelVersion":"m","responseId":"id-1"}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"a","name":"f","args":{"x":1}}},{"functionCall":{"id":"b","name":"g","args":{}}}],"role":"model"},"index":0,"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":7,"totalTokenCount":19,"cachedContentTokenCount":4,"thoughtsTokenCount":2},"modelVersion":"m","responseId":"id-1"}


            """.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public void An_array_grows_and_closes_also_after_an_error()
    {
        var whole = Stream(sink => sink.Text(0, JsonString.Of("a")), asArray: true);
        Read.Json(whole).Length.ShouldBe(2);

        var failed = Stream(
            sink =>
            {
                sink.Text(0, JsonString.Of("a"));
                sink.Fail(new UpstreamFailure { Kind = FailureKind.Overloaded, Message = "busy" });
            },
            asArray: true,
            ends: false);
        Read.Json(failed)[1]["error"u8]["status"u8].Is("UNAVAILABLE"u8).ShouldBeTrue();
    }

    [Fact]
    public void Arguments_that_are_no_object_end_the_answer_as_a_malformed_call()
    {
        var written = Stream(sink =>
        {
            sink.ToolCall(0, 0, JsonString.Of("a"), JsonString.Of("f"));
            sink.ToolArguments(0, 0, JsonString.Of("{\"x\":"));
            sink.Finish(0, FinishReason.ToolCalls, default);
        });
        written.ShouldContain("\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"finishMessage\":\"{\\\"x\\\":\"");
    }

    [Fact]
    public void Foreign_notes_come_back_with_their_thoughts_through_clients_that_decode_signatures()
    {
        var states = (OpaqueState[])[
            new(StateOrigin.Anthropic, JsonString.Of("ErUB+/x==")), new(StateOrigin.AnthropicRedacted, JsonString.Of("redacted?>")),
            new(StateOrigin.OpenAi, JsonString.Of("gAAA")) { Id = JsonString.Of("rs_1") }];
        void Tell(AnswerSink sink)
        {
            sink.Reasoning(0, JsonString.Of("first "), false);
            sink.Reasoning(0, JsonString.Of("thought"), false);
            sink.State(0, states[0]);
            sink.State(0, states[1]);
            sink.Reasoning(0, JsonString.Of("second"), true);
            sink.State(0, states[2]);
            sink.ToolCall(0, 0, JsonString.Of("a"), JsonString.Of("f"));
            sink.Finish(0, FinishReason.ToolCalls, default);
        }

        var collector = new AnswerCollector();
        collector.Begin(default);
        Tell(collector);
        collector.End();
        var whole = Written((json, context) => Surface.WriteWhole(collector.Answer, context));
        var chunks = Stream(Tell).Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..]).ToArray();

        foreach (var answer in (string[][])[[whole], chunks])
        {
            var contents = string.Join(',', answer.Select(piece => Encoding.UTF8.GetString(Read.Json(piece)["candidates"u8][0]["content"u8].Raw.Span)));
            var body = $$"""{"contents":[{"role":"user","parts":[{"text":"x"}]},{{contents}}]}""";
            var parts = new Carried(Surface, ForAddresses(body)).Request.Turns.Skip(1).SelectMany(turn => turn.Parts).ToArray();
            var kept = parts.OfType<ReasoningPart>().Where(part => part.State is not null).ToArray();
            kept.Select(part => (part.State!.Origin, part.State.Data.ToString(), part.State.Id.ToString()))
                .ShouldBe(states.Select(state => (state.Origin, state.Data.ToString(), state.Id.ToString())));
            string.Concat(parts.OfType<ReasoningPart>().Select(part => part.Text.ToString())).ShouldBe("first thoughtsecond");
            parts[^1].ShouldBeOfType<ToolCallPart>().Id.ToString().ShouldBe("a");
        }
    }

    [Theory]
    [InlineData(FailureKind.RateLimit, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(FailureKind.Balance, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(FailureKind.ContextTooLong, 400, "INVALID_ARGUMENT")]
    [InlineData(FailureKind.Authentication, 401, "UNAUTHENTICATED")]
    [InlineData(FailureKind.NotFound, 404, "NOT_FOUND")]
    [InlineData(FailureKind.Overloaded, 503, "UNAVAILABLE")]
    [InlineData(FailureKind.Timeout, 504, "DEADLINE_EXCEEDED")]
    [InlineData(FailureKind.Unknown, 502, "INTERNAL")]
    internal void Failures_are_put_as_Google_would(FailureKind kind, int status, string word)
    {
        var failure = new UpstreamFailure { Kind = kind, Message = "No \"luck\"", RetryAfterSeconds = 7 };
        var written = Written((_, context) => Surface.WriteFailure(failure, 500, context).ShouldBe(status));
        Carried.ShouldSay(written, $$$"""
            {"error":{"code":{{{status}}},"message":"No \"luck\"","status":"{{{word}}}","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}
            """);
    }

    [Fact]
    public void Sources_and_log_probabilities_stand_beside_the_last_content()
    {
        var written = Stream(sink =>
        {
            sink.Text(0, JsonString.Of("a"));
            sink.Cite(0, new Citation(JsonString.Of("https://a.example"), JsonString.Of("A"), default));
            sink.Logprobs(0, """[{"token":"a","logprob":-1,"top_logprobs":[{"token":"b","logprob":-2}]}]"""u8.ToArray());
            sink.Finish(0, FinishReason.Length, default);
        });
        written.ShouldContain("""
            "finishReason":"MAX_TOKENS","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}]},"logprobsResult":{"topCandidates":[{"candidates":[{"token":"b","logProbability":-2}]}],"chosenCandidates":[{"token":"a","logProbability":-1}]}
            """.Trim());
    }

    [Fact]
    public void A_piece_of_text_costs_no_memory()
    {
        var bytes = new BufferPool().RentSend(BufferPool.BlockSize);
        var context = Context();
        context.Out.Begin(bytes);
        var sink = Surface.NewStream(context);
        var piece = JsonString.Of("word");
        sink.Text(0, piece);
        sink.Reasoning(0, piece, false);
        bytes.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            sink.Text(0, piece);
            bytes.Clear();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>Google's Python client gives signatures back in the other alphabet.</summary>
    private static string ForAddresses(string body) => System.Text.RegularExpressions.Regex.Replace(
        body, "(?<=\"thoughtSignature\":\")[^\"]+", match => match.Value.Replace('+', '-').Replace('/', '_'), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));

    private static string Stream(Action<AnswerSink> tell, bool asArray = false, bool ends = true) => Written((_, context) =>
    {
        context.AsArray = asArray;
        var sink = Surface.NewStream(context);
        sink.Begin(new AnswerStart { Id = JsonString.Of("id-1") });
        tell(sink);
        if (ends)
        {
            sink.End();
        }
    });

    private static string Written(Action<JsonOut, AnswerContext> write)
    {
        var bytes = new BufferPool().RentSend(BufferPool.BlockSize);
        var context = Context();
        context.Out.Begin(bytes);
        write(context.Out, context);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    private static AnswerContext Context() => new() { Model = JsonString.Of("m"), RequestId = "req"u8.ToArray() };
}
