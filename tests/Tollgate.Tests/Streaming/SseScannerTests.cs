using System.Text;
using Shouldly;
using Tollgate.Streaming;
using Xunit;

namespace Tollgate.Tests.Streaming;

public sealed class SseScannerTests
{
    private const string Story =
        "\ufeffdata: one\n\n: comment\r\n\r\nevent: x\rdata: two\rdata:three\r\rid: 7\r\ndata: é日本😀\n\r\nretry: 5\n\ndata\r\n\n\ndata: last\n\n";

    public static TheoryData<string> Texts() =>
    [
        Story,
        Story.ReplaceLineEndings("\n"),
        Story.ReplaceLineEndings("\r\n"),
        Story.ReplaceLineEndings("\r"),
        "data: a\r\n\r\ndata: b\r\n\r\n",
        "\n\n\r\n\r\r\n",
        "data: unfinished",
        "",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Events_end_at_the_same_bytes_however_the_stream_is_cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = Events(bytes, [bytes.Length]);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Events(bytes, [first, second, bytes.Length]).ShouldBe(whole, $"{first} {second}");
            }
        }

        Events(bytes, [.. Enumerable.Range(1, bytes.Length)]).ShouldBe(whole);
    }

    [Fact]
    public void An_event_is_complete_at_its_empty_line()
    {
        var scanner = default(SseScanner);

        scanner.Feed("data: a\n"u8).ShouldBe(0);
        scanner.Pending.ShouldBe(8);
        scanner.Feed("\ndata: b"u8).ShouldBe(1);
        scanner.Pending.ShouldBe(7);
        scanner.Feed("\r\n\r"u8).ShouldBe(3);
        scanner.Feed("\n"u8).ShouldBe(1);
        scanner.Pending.ShouldBe(0);
        scanner.Feed("x\r\n"u8).ShouldBe(0);
        scanner.Feed("\n"u8).ShouldBe(1);
    }

    [Fact]
    public void A_line_end_cut_in_two_is_no_empty_line()
    {
        var scanner = default(SseScanner);

        scanner.Feed("data: a\r"u8).ShouldBe(0);
        scanner.Feed("\n"u8).ShouldBe(0);
        scanner.Feed("data: b\r\n"u8).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_line_longer_than_the_limit_is_flagged_and_one_at_the_limit_is_not(int step)
    {
        Flagged(100, 100, step).ShouldBeFalse();
        Flagged(101, 100, step).ShouldBeTrue();
    }

    [Fact]
    public void The_default_limit_is_1_MiB()
    {
        Flagged(1024 * 1024, 0, 65536).ShouldBeFalse();
        Flagged((1024 * 1024) + 1, 0, 65536).ShouldBeTrue();
    }

    private static bool Flagged(int lineBytes, int limit, int step)
    {
        var scanner = new SseScanner(limit);
        var text = new byte[lineBytes + 2];
        text.AsSpan().Fill((byte)'d');
        text.AsSpan(lineBytes).Fill((byte)'\n');
        for (var at = 0; at < text.Length; at += step)
        {
            scanner.Feed(text.AsSpan(at, Math.Min(step, text.Length - at)));
        }

        return scanner.LineTooLong;
    }

    /// <summary>What a relay would hand on: complete events only, then the rest at a clean end.</summary>
    private static List<string> Events(byte[] bytes, IEnumerable<int> cuts)
    {
        var scanner = default(SseScanner);
        List<string> events = [];
        var sent = 0;
        var from = 0;
        foreach (var cut in cuts)
        {
            var end = scanner.Feed(bytes.AsSpan(from, cut - from));
            if (end > 0)
            {
                Read(bytes.AsSpan(sent, from + end - sent), sent == 0, events);
                sent = from + end;
            }

            scanner.Pending.ShouldBe(cut - sent);
            from = cut;
        }

        Read(bytes.AsSpan(sent), sent == 0, events);
        return events;
    }

    private static void Read(ReadOnlySpan<byte> span, bool atStart, List<string> events)
    {
        var reader = new SseEventReader(span, atStart);
        Span<byte> joined = stackalloc byte[256];
        while (reader.TryRead(out var read))
        {
            var data = read.DataLines == 1 ? read.Data : joined[..read.JoinData(joined)];
            events.Add($"{Encoding.UTF8.GetString(read.Name)}|{read.DataLines}|{Encoding.UTF8.GetString(data)}|{read.IsCommentOnly}");
        }
    }
}
