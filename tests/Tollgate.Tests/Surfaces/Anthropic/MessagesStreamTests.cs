using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;
using Tollgate.Surfaces.Anthropic;
using Tollgate.TestSupport.Grammar;
using Xunit;

namespace Tollgate.Tests.Surfaces.Anthropic;

/// <summary>Answers of other vendors as a stream and as a whole of messages.</summary>
public sealed class MessagesStreamTests
{
    [Fact]
    public void Calls_that_interleave_become_blocks_that_follow_each_other()
    {
        static void Tell(AnswerSink sink)
        {
            sink.Begin(default);
            sink.ToolCall(0, 0, J("c0"), J("first"));
            sink.ToolCall(0, 1, J("c1"), J("second"));
            sink.ToolCall(0, 2, J("c2"), J("third"));
            sink.ToolArguments(0, 1, J("{\"b\":"));
            sink.ToolArguments(0, 0, J("{\"a\":\"}"));
            sink.ToolArguments(0, 1, J("2}"));
            sink.ToolArguments(0, 0, J("\"}"));
            sink.ToolArguments(0, 2, J("{\"c\":3"));
            sink.Text(0, J("After"));
            sink.ToolArguments(0, 2, J("}"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.End();
        }

        var seen = AnthropicGrammar.Stream(MessagesRig.Stream(Tell));
        seen.Calls.ShouldBe([new CallSeen("first", """{"a":"}"}"""), new CallSeen("second", """{"b":2}"""), new CallSeen("third", """{"c":3}""")]);
        seen.Text.ShouldBe("After");
        seen.Finish.ShouldBe(FinishSeen.Tools);
        AnthropicGrammar.Whole(MessagesRig.Whole(Tell)).Calls.ShouldBe(seen.Calls);
    }

    [Fact]
    public void Calls_after_each_other_are_told_as_they_come()
    {
        var sizes = new List<int>();
        var buffer = new Tollgate.Loops.BufferPool().RentSend(1024);
        var stream = new MessagesStream(MessagesRig.NewContext(buffer));
        stream.ToolCall(0, 0, J("c0"), J("first"));
        stream.ToolArguments(0, 0, J("{\"a\":1}"));
        sizes.Add(buffer.Count);
        stream.ToolCall(0, 1, J("c1"), J("second"));
        sizes.Add(buffer.Count);
        stream.ToolArguments(0, 1, J("{"));
        sizes.Add(buffer.Count);
        sizes.ShouldBe(sizes.Distinct().Order());
    }

    [Fact]
    public void A_foreign_note_travels_in_a_signature_and_comes_back_the_same()
    {
        var note = new OpaqueState(StateOrigin.Gemini, J("AbC/+=="));
        void Tell(AnswerSink sink)
        {
            sink.Begin(default);
            sink.Reasoning(0, J("thoughts"), isSummary: false);
            sink.Text(0, J("I look"));
            sink.State(0, note);
            sink.ToolCall(0, 0, J("c0"), J("look"));
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        }

        var whole = MessagesRig.Whole(Tell);
        AnthropicGrammar.Whole(whole).States.ShouldBe(AnthropicGrammar.Stream(MessagesRig.Stream(Tell)).States);
        using var answer = JsonDocument.Parse(whole);
        var (request, _) = MessagesRig.Read($$"""{"messages":[{"role":"assistant","content":{{answer.RootElement.GetProperty("content").GetRawText()}}}]}""");
        var parts = request.Turns[0].Parts;
        var state = parts[^2].ShouldBeOfType<ReasoningPart>();
        state.Text.IsEmpty.ShouldBeTrue();
        state.State!.Origin.ShouldBe(StateOrigin.Gemini);
        state.State.Data.ToString().ShouldBe("AbC/+==");
        parts[^1].ShouldBeOfType<ToolCallPart>();
    }

    [Fact]
    public void Usage_is_told_the_exclusive_way_and_at_the_end_too()
    {
        static void Tell(AnswerSink sink)
        {
            sink.Begin(default);
            sink.Text(0, J("a"));
            sink.Usage(new TokenUsage { Input = 100, CachedInput = 60, CacheWrite = 30, CacheWrite1h = 10, Output = 9, Reasoning = 4 });
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        }

        using var whole = JsonDocument.Parse(MessagesRig.Whole(Tell));
        var usage = whole.RootElement.GetProperty("usage");
        usage.GetProperty("input_tokens").GetInt64().ShouldBe(10);
        usage.GetProperty("cache_read_input_tokens").GetInt64().ShouldBe(60);
        usage.GetProperty("cache_creation_input_tokens").GetInt64().ShouldBe(30);
        usage.GetProperty("cache_creation").GetProperty("ephemeral_5m_input_tokens").GetInt64().ShouldBe(20);
        usage.GetProperty("output_tokens_details").GetProperty("thinking_tokens").GetInt64().ShouldBe(4);
        AnthropicGrammar.Stream(MessagesRig.Stream(Tell)).Usage.ShouldBe(new UsageSeen(100, 60, 30, 9, 4));
    }

    [Fact]
    public void The_name_and_the_id_are_the_clients_and_the_requests()
    {
        using var whole = JsonDocument.Parse(MessagesRig.Whole(sink =>
        {
            sink.Begin(new AnswerStart { Id = J("chatcmpl-1"), Model = J("gpt") });
            sink.End();
        }));
        whole.RootElement.GetProperty("id").GetString().ShouldBe("msg_r-1");
        whole.RootElement.GetProperty("model").GetString().ShouldBe("alias");
        whole.RootElement.GetProperty("content").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_refusal_is_text_and_a_reason()
    {
        static void Tell(AnswerSink sink)
        {
            sink.Begin(default);
            sink.Refusal(0, J("I can't"));
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        }

        var seen = AnthropicGrammar.Stream(MessagesRig.Stream(Tell));
        seen.Text.ShouldBe("I can't");
        seen.Finish.ShouldBe(FinishSeen.Filter);
        AnthropicGrammar.Whole(MessagesRig.Whole(Tell)).Finish.ShouldBe(FinishSeen.Filter);
    }

    [Fact]
    public void Sources_and_pictures_have_their_place_in_the_text()
    {
        static void Tell(AnswerSink sink)
        {
            sink.Begin(default);
            sink.Text(0, J("See "));
            sink.Cite(0, new Citation(J("https://a"), J("A"), J("words")));
            sink.Media(0, new MediaPart(MediaKind.Image) { MediaType = J("image/png"), Base64 = J("AAAA") });
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        }

        var stream = MessagesRig.Stream(Tell);
        AnthropicGrammar.Stream(stream).Text.ShouldBe("See ![image](data:image/png;base64,AAAA)");
        Encoding.UTF8.GetString(stream).ShouldContain("web_search_result_location");
        var whole = MessagesRig.Whole(Tell);
        AnthropicGrammar.Whole(whole).Text.ShouldBe("See ![image](data:image/png;base64,AAAA)");
        Encoding.UTF8.GetString(whole).ShouldContain("\"url\":\"https://a\"");
    }

    [Fact]
    public void A_source_finds_no_place_in_a_thought_that_waits_behind_a_call()
    {
        static void Tell(AnswerSink sink)
        {
            sink.Begin(default);
            sink.ToolCall(0, 0, J("a"), J("f"));
            sink.Reasoning(0, J("hm"), isSummary: false);
            sink.Cite(0, new Citation(J("https://a"), J("A"), J("words")));
            sink.ToolArguments(0, 0, J("{}"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.End();
        }

        AnthropicGrammar.Stream(MessagesRig.Stream(Tell)).Reasoning.ShouldBe("hm");
        AnthropicGrammar.Whole(MessagesRig.Whole(Tell)).Reasoning.ShouldBe("hm");
    }

    [Fact]
    public void A_failure_in_the_middle_ends_the_stream_in_the_vendors_way()
    {
        var stream = MessagesRig.Stream(sink =>
        {
            sink.Begin(default);
            sink.Text(0, J("a"));
            sink.Fail(new UpstreamFailure { Kind = FailureKind.Overloaded, Message = "busy \"now\"" });
            sink.End();
        });
        var seen = AnthropicGrammar.Stream(stream);
        seen.Error.ShouldBe("busy \"now\"");
        Encoding.UTF8.GetString(stream).ShouldContain("overloaded_error");
        Encoding.UTF8.GetString(stream).ShouldNotContain("message_stop");
    }

    [Theory]
    [InlineData(FailureKind.Overloaded, 503, 529, "overloaded_error")]
    [InlineData(FailureKind.RateLimit, 429, 429, "rate_limit_error")]
    [InlineData(FailureKind.Balance, 429, 402, "billing_error")]
    [InlineData(FailureKind.ContextTooLong, 400, 400, "invalid_request_error")]
    [InlineData(FailureKind.Unknown, 418, 418, "api_error")]
    public void A_refusal_of_another_vendor_has_status_and_type_of_this_one(object kind, int status, int expected, string type)
    {
        var buffer = new Tollgate.Loops.BufferPool().RentSend(1024);
        var failure = new UpstreamFailure { Kind = (FailureKind)kind, Message = "why" };
        new MessagesSurface().WriteFailure(failure, status, MessagesRig.NewContext(buffer)).ShouldBe(expected);
        AnthropicError.Check(buffer.Span).ShouldBe("why");
        Encoding.UTF8.GetString(buffer.Span).ShouldContain($"\"type\":\"{type}\"");
    }

    [Fact]
    public void What_is_held_back_is_bounded()
    {
        var stream = MessagesRig.Stream(sink =>
        {
            sink.Begin(default);
            sink.ToolCall(0, 0, J("c0"), J("first"));
            for (var i = 1; i < 100_000; i++)
            {
                sink.ToolCall(0, i, J("c"), J("other"));
            }

            sink.ToolArguments(0, 99_999, J("{}"));
            sink.End();
        });
        stream.Length.ShouldBeLessThan(HeldBlocks.MaxBytes);
        AnthropicGrammar.Stream(stream).Error.ShouldNotBeNull();
    }

    [Fact]
    public void A_piece_of_text_or_of_arguments_allocates_nothing()
    {
        var buffer = new Tollgate.Loops.BufferPool().RentSend(1024);
        var stream = new MessagesStream(MessagesRig.NewContext(buffer));
        var (text, argument) = (J("some words"), J("\"x\","));
        stream.Begin(default);
        Run(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2000);

        void Run(int times)
        {
            stream.Text(0, text);
            for (var i = 0; i < times; i++)
            {
                stream.Text(0, text);
                buffer.Clear();
            }

            stream.ToolCall(0, times, text, text);
            for (var i = 0; i < times; i++)
            {
                stream.ToolArguments(0, times, argument);
                buffer.Clear();
            }

            stream.ToolArguments(0, times, J("}"));
        }
    }

    private static JsonString J(string text) => JsonString.Of(text);
}
