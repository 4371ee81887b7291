using System.Text;
using Shouldly;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;
using Tollgate.Tests.Surfaces.Anthropic;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Upstreams.Anthropic;

/// <summary>Answers of the messages format that the recordings do not show, and those that deviate.</summary>
public sealed class MessagesReaderTests
{
    [Fact]
    public void Calls_whose_deltas_interleave_are_kept_apart()
    {
        var answer = Read(
            """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":3},"cache_read_input_tokens":1}}}""",
            """{"type":"content_block_start","index":7,"content_block":{"type":"tool_use","id":"a","name":"first","input":{}}}""",
            """{"type":"content_block_start","index":9,"content_block":{"type":"tool_use","id":"b","name":"second","input":{}}}""",
            """{"type":"content_block_delta","index":9,"delta":{"type":"input_json_delta","partial_json":"{\"b\""}}""",
            """{"type":"content_block_delta","index":7,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""",
            """{"type":"content_block_delta","index":9,"delta":{"type":"input_json_delta","partial_json":":2}"}}""",
            """{"type":"content_block_delta","index":99,"delta":{"type":"input_json_delta","partial_json":"lost"}}""",
            """{"type":"content_block_stop","index":7}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":8,"output_tokens_details":{"thinking_tokens":3}}}""",
            """{"type":"message_stop"}""");
        answer.Choices[0].Parts.Cast<ToolCallPart>().Select(call => $"{call.Id} {call.Name} {Encoding.UTF8.GetString(call.Arguments.Span)}")
            .ShouldBe(["a first {\"a\":1}", "b second {\"b\":2}"]);
        answer.Usage.ShouldBe(new TokenUsage { Input = 11, CachedInput = 1, CacheWrite = 5, CacheWrite1h = 3, Output = 8, Reasoning = 3, Source = UsageSource.Reported });
    }

    [Fact]
    public void An_input_that_stands_in_the_start_counts_unless_deltas_say_it_again()
    {
        string[] start =
        [
            """{"type":"message_start","message":{"id":"m"}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{"x":1}}}""",
        ];
        string[] end =
        [
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""",
        ];
        Arguments(Read([.. start, .. end])).ShouldBe("""{"x":1}""");
        Arguments(Read([.. start, """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\":2}"}}""", .. end]))
            .ShouldBe("""{"x":2}""");

        static string Arguments(ChatAnswer answer) => Encoding.UTF8.GetString(((ToolCallPart)answer.Choices[0].Parts[0]).Arguments.Span);
    }

    [Fact]
    public void A_signature_in_pieces_is_one_note()
    {
        var part = Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"ab\/"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"cd=="}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_stop"}""").Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<ReasoningPart>();
        Encoding.UTF8.GetString(part.State!.Data.Span).ShouldBe("ab\\/cd==");
    }

    [Theory]
    [InlineData("pause_turn", FinishReason.Pause)]
    [InlineData("model_context_window_exceeded", FinishReason.Length)]
    [InlineData("refusal", FinishReason.ContentFilter)]
    [InlineData("some_new_reason", FinishReason.Stop)]
    public void Reasons_have_one_meaning(string reason, object expected) =>
        Read($$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"}}""", """{"type":"message_stop"}""").Choices[0].Finish.ShouldBe((FinishReason)expected);

    [Fact]
    public void Citations_keep_where_they_come_from()
    {
        var text = Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://a","title":"A","cited_text":"q"}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"char_location","document_index":2,"document_title":"D","cited_text":"r"}}}""",
            """{"type":"message_stop"}""").Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<TextPart>();
        text.Citations.Select(c => $"{c.Url}|{c.Title}|{c.Quote}|{c.Document}").ShouldBe(["https://a|A|q|-1", "|D|r|2"]);
    }

    [Fact]
    public void A_stream_that_is_cut_is_not_taken_for_whole()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not there.");
        var collector = new AnswerCollector();
        MessagesRig.Tell(Recordings.Get("anthropic-stream-cut").ResponseBody, isStream: true, collector);
        collector.IsEnded.ShouldBeFalse();
    }

    [Fact]
    public void Unknown_events_are_passed_over()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not there.");
        var collector = new AnswerCollector();
        MessagesRig.Tell(Recordings.Get("anthropic-stream-unknown-event").ResponseBody, isStream: true, collector);
        collector.IsEnded.ShouldBeTrue();
        collector.Answer.Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<TextPart>().Text.ToString().ShouldBe("Hel");
    }

    [Fact]
    public void An_error_before_anything_else_begins_no_answer()
    {
        // An answer that has begun has its status sent.
        var stream = Encoding.UTF8.GetString(MessagesRig.Stream(sink => MessagesRig.Tell(
            "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}\n\n"u8.ToArray(), isStream: true, sink)));
        stream.ShouldNotContain("message_start");
        stream.ShouldContain("overloaded_error");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"m"}}""")]
    public void What_is_no_answer_is_not_taken_for_one(string body) =>
        Should.Throw<InvalidOperationException>(() => MessagesRig.Tell(Encoding.UTF8.GetBytes(body), isStream: false, new AnswerCollector()));

    private static ChatAnswer Read(params string[] events)
    {
        var collector = new AnswerCollector();
        MessagesRig.Tell(Encoding.UTF8.GetBytes(string.Concat(events.Select(item => $"data: {item}\n\n"))), isStream: true, collector);
        collector.IsEnded.ShouldBeTrue();
        return collector.Answer;
    }
}
