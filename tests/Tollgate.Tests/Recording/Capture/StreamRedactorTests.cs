using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Recording.Capture;
using Xunit;

namespace Tollgate.Tests.Recording.Capture;

public sealed class StreamRedactorTests
{
    private const string Secret = "jane.doe@mail.example";

    private readonly Redactor _all = new(RedactionRules.Names);

    public static TheoryData<string> Shapes =>
    [
        """{"id":"c","choices":[{"index":0,"delta":{"content":@}}]}""",
        """{"id":"c","choices":[{"index":0,"delta":{"reasoning_content":@}}]}""",
        """{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":@}}]}}]}""",
        """{"id":"c","choices":[{"index":0,"text":@}]}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":@}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":@}}""",
        """{"type":"response.output_text.delta","output_index":0,"sequence_number":7,"delta":@}""",
        """{"candidates":[{"content":{"parts":[{"text":@}],"role":"model"},"index":0}]}""",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_secret_in_pieces_is_found_however_it_is_cut(string shape)
    {
        const string Text = "Write to " + Secret + " or \"call\".\n";
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var stream = new StringBuilder();
            for (var at = 0; at < Text.Length;)
            {
                var length = Math.Min(Text.Length - at, random.Next(1, 1 + (round % 12)));
                stream.Append(Event(shape, Text.Substring(at, length)));
                at += length;
            }

            stream.Append("data: [DONE]\n\n");
            var kept = Redact(stream.ToString());

            string.Concat(kept.SelectMany(one => Pieces(one, shape))).ShouldBe("Write to [redacted:email] or \"call\".\n");
            kept[^1].ShouldBe("data: [DONE]\n\n");
        }
    }

    [Fact]
    public void Answers_that_come_by_turns_are_searched_apart()
    {
        const string Shape = """{"choices":[{"index":%,"delta":{"content":@}}]}""";
        var first = Shape.Replace('%', '0');
        var second = Shape.Replace('%', '1');
        var kept = Redact(Event(first, "jane.d") + Event(second, "Hello ") + Event(first, "oe@mail.ex") + Event(second, "there") + Event(first, "ample!"));

        string.Concat(kept.Where((_, i) => i % 2 == 0).SelectMany(one => Pieces(one, first))).ShouldBe("[redacted:email]!");
        string.Concat(kept.Where((_, i) => i % 2 == 1).SelectMany(one => Pieces(one, second))).ShouldBe("Hello there");
    }

    [Fact]
    public void What_has_nothing_to_hide_is_kept_byte_for_byte()
    {
        const string Stream = ": comment\r\n\r\nevent: message_start\r\ndata: {\"type\" : \"message_start\", \"message\":{\"id\":\"msg_1\"}}\r\n\r\nevent: ping\ndata: {}\n\ndata: not json\n\ndata: {\"a\":1}\ndata: {\"b\":2}\n\ndata: [DONE]";

        string.Concat(Redact(Stream)).ShouldBe(Stream);
        Redact(Stream).Count.ShouldBe(6);
    }

    [Fact]
    public void Secrets_outside_the_text_are_found_too()
    {
        var kept = Redact($"event: {Secret}\ndata: {{\"user\":\"{Secret}\",\"n\":4111111111111111}}\n\ndata: plain {Secret}\n\n: {Secret}\n\n");

        string.Concat(kept).ShouldNotContain("jane");
        kept[0].ShouldContain("\"n\":\"[redacted:credit_card]\"");
    }

    [Fact]
    public void A_stream_that_was_cut_keeps_no_half_secret()
    {
        const string Shape = """{"choices":[{"index":0,"delta":{"content":@}}]}""";
        var stream = string.Concat(("Write to " + Secret).Select(c => Event(Shape, c.ToString())));
        for (var cut = Event(Shape, "x").Length * 12; cut < stream.Length; cut += 7)
        {
            var kept = string.Concat(Redact(stream[..cut], truncated: true).SelectMany(one => Pieces(one, Shape)));

            kept.ShouldStartWith("Write to");
            kept.ShouldNotContain("jan");
        }
    }

    private static string Event(string shape, string text) => $"data: {shape.Replace("@", JsonSerializer.Serialize(text), StringComparison.Ordinal)}\n\n";

    private static IEnumerable<string> Pieces(string one, string shape)
    {
        var at = shape.IndexOf('@', StringComparison.Ordinal);
        var data = one["data: ".Length..].TrimEnd();
        return data == "[DONE]" ? [] : [JsonSerializer.Deserialize<string>(data[at..^(shape.Length - at - 1)])!];
    }

    private List<string> Redact(string stream, bool truncated = false) => StreamRedactor.Redact(_all, Encoding.UTF8.GetBytes(stream), truncated);
}
