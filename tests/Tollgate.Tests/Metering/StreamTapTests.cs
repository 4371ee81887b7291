using System.Text;
using Shouldly;
using Tollgate.Json;
using Tollgate.Metering;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Metering;

public sealed class StreamTapTests
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}";

    [Fact]
    public void The_event_that_carries_only_usage_is_pointed_at()
    {
        const string Before = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\r\n\r\n";
        const string Only = "data: {\"id\":\"x\",\"choices\":[]," + Usage + "}\r\n\r\n";
        var tap = new StreamTap(Dialect.OpenAi);
        var events = Before + Only + "data: [DONE]\r\n\r\n";

        tap.Observe(Encoding.UTF8.GetBytes(events), 5);

        tap.HasUsage.ShouldBeTrue();
        tap.Usage.Input.ShouldBe(7);
        tap.Finished.ShouldBeTrue();
        events.Substring(tap.UsageOnlyEvent.Start, tap.UsageOnlyEvent.Length).ShouldBe(Only);
        tap.Observe("data: {}\n\n"u8, 6);
        tap.UsageOnlyEvent.Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{\"choices\":[],\"usage\":null,\"prompt_filter_results\":[]}")]
    [InlineData("{\"choices\":[{\"delta\":{}}]," + Usage + "}")]
    [InlineData("{\"choices\":[]," + Usage + ",\"error\":{\"message\":\"x\"}}")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"\\\"choices\\\":[],\\\"usage\\\":{\\\"prompt_tokens\\\":1}\"}}]}")]
    public void Other_events_are_not_the_usage_event(string data)
    {
        var tap = new StreamTap(Dialect.OpenAi);

        tap.Observe(Encoding.UTF8.GetBytes($"data: {data}\n\n"), 1);

        tap.UsageOnlyEvent.Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":1}\"}}]}")]
    [InlineData("{\"type\":\"response.created\",\"response\":{\"tools\":[{\"parameters\":{\"properties\":{\"usage\":{\"prompt_tokens\":5}}}}],\"usage\":null}}")]
    [InlineData("{\"choices\":[{\"delta\":{\"x\":{\"usage\":{\"prompt_tokens\":5}}}}]}")]
    [InlineData("{\"choices\":[],\"usage\":{\"prompt_tokens\":\"5\"}}")]
    [InlineData("{\"choices\":[],\"usage\":{\"type\":\"duration\",\"seconds\":4}}")]
    [InlineData("{\"choices\":[],\"usage\":{\"prompt_tokens\":5")]
    public void What_only_looks_like_usage_is_not_read(string data)
    {
        var tap = new StreamTap(Dialect.OpenAi);

        tap.Observe(Encoding.UTF8.GetBytes($"data: {data}\n\n"), 1);

        tap.HasUsage.ShouldBeFalse();
        tap.Usage.ShouldBe(default);
    }

    [Theory]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}", false, 0)]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"delta\":{\"content\":\"ab\"}},{\"delta\":{\"content\":\"c\"}}]}", true, 3)]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"delta\":{\"reasoning_content\":\"abc\",\"reasoning\":\"abc\"}}]}", true, 3)]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"delta\":{\"content\":\"\",\"reasoning\":\"ab\",\"reasoning_details\":[{\"text\":\"ab\"}]}}]}", true, 2)]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"arguments\":\"{}\"}}]}}]}", true, 2)]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Ok\"}]}]}}]}", true, 2)]
    [InlineData(Dialect.OpenAi, "{\"choices\":[{\"text\":\"abcd\",\"index\":0}]}", true, 4)]
    [InlineData(Dialect.OpenAi, "{\"type\":\"response.output_text.delta\",\"delta\":\"abc\"}", true, 3)]
    [InlineData(Dialect.OpenAi, "{\"type\":\"response.output_text.done\",\"text\":\"abc\"}", false, 0)]
    [InlineData(Dialect.Anthropic, "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"ab\"}}", true, 2)]
    [InlineData(Dialect.Anthropic, "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"ab\"}}", false, 0)]
    [InlineData(Dialect.Anthropic, "{\"type\":\"ping\"}", false, 0)]
    [InlineData(Dialect.Gemini, "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"abc\"}]}}]}", true, 3)]
    [InlineData(Dialect.Gemini, "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"args\":{\"a\":1}}}]}}]}", true, 1)]
    internal void The_first_token_and_the_text_are_seen(Dialect dialect, string data, bool token, long bytes)
    {
        var tap = new StreamTap(dialect);

        tap.Observe(Encoding.UTF8.GetBytes($"data: {data}\n\n"), 42);

        tap.HasFirstToken.ShouldBe(token);
        tap.FirstTokenAt.ShouldBe(token ? 42 : 0);
        tap.Text.Bytes.ShouldBe(bytes);
        tap.Observe("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"u8, 43);
        tap.FirstTokenAt.ShouldBe(token ? 42 : 43);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n", true, false)]
    [InlineData("event: message_stop\ndata: {}\n\n", true, false)]
    [InlineData("data: {\"type\":\"message_stop\"}\n\n", true, false)]
    [InlineData("data: {\"response\":{\"status\":\"incomplete\"},\"type\":\"response.incomplete\"}\n\n", true, false)]
    [InlineData("event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{}}\n\n", true, true)]
    [InlineData("data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n", true, false)]
    [InlineData("data: {\"candidates\":[{\"content\":{}}]}\n\n", false, false)]
    [InlineData("data: {\"error\":{\"message\":\"x\"}}\n\n", false, true)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}],\"error\":{\"code\":502}}\n\n", false, true)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}],\"error\":null}\n\n", false, false)]
    [InlineData("event: error\ndata: oops\n\n", false, true)]
    [InlineData(": [DONE]\n\n", false, false)]
    public void The_end_and_an_error_are_seen(string events, bool finished, bool error)
    {
        var tap = new StreamTap(Dialect.OpenAi);

        tap.Observe(Encoding.UTF8.GetBytes(events), 1);

        (tap.Finished, tap.ErrorSeen).ShouldBe((finished, error));
    }

    /// <summary>From the first of them to the end of the last: there a provider may repeat what it was sent.</summary>
    [Theory]
    [InlineData("data: {\"choices\":[]}\n\n", 0, 0)]
    [InlineData("data: {}\n\ndata: {\"error\":{}}\n\ndata: [DONE]\n\n", 10, 20)]
    [InlineData("event: error\ndata: {\"delta\":\"a\"}\n\n", 0, 34)]
    [InlineData("data: {\"error\":1}\n\ndata: {}\n\ndata: {\"error\":\ndata: 2}\n\n", 0, 55)]
    public void Errors_are_found_where_they_stand(string events, int start, int length)
    {
        var tap = new StreamTap(Dialect.OpenAi);
        tap.Observe(Encoding.UTF8.GetBytes(events), 1);
        tap.Errors.ShouldBe(new JsonRange(start, length));
        tap.Observe("data: {}\n\n"u8, 2);
        tap.Errors.Exists.ShouldBeFalse("they are those of the last call");
    }

    [Fact]
    public void Several_data_lines_are_one_document()
    {
        var tap = new StreamTap(Dialect.OpenAi);

        tap.Observe(Encoding.UTF8.GetBytes("data: {\"choices\":[],\ndata: " + Usage + "}\n\n"), 1);

        tap.Usage.Output.ShouldBe(2);
        tap.UsageOnlyEvent.Exists.ShouldBeTrue();
    }

    [Fact]
    public void Watching_a_delta_allocates_nothing()
    {
        var bytes = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n"u8.ToArray();
        var tap = new StreamTap(Dialect.OpenAi);
        tap.Observe(bytes, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        tap.Observe(bytes, 2);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
