using System.Text;
using Shouldly;
using Tollgate.Streaming;
using Xunit;

namespace Tollgate.Tests.Streaming;

public sealed class SseEventReaderTests
{
    [Fact]
    public void Fields_are_read_as_the_standard_says()
    {
        var reader = new SseEventReader("\ufeffevent: a\nevent:b\ndata:  two spaces\ndata: x\ndata\nid: 4\n\n: hi\n\nda: x\n\ndata: [DONE]\n"u8, atStreamStart: true);
        Span<byte> scratch = stackalloc byte[64];

        reader.TryRead(out var first).ShouldBeTrue();
        Text(first.Name).ShouldBe("b");
        first.DataLines.ShouldBe(3);
        Text(scratch[..first.JoinData(scratch)]).ShouldBe(" two spaces\nx\n");
        first.JoinData(scratch[..5]).ShouldBe(-1);
        first.Start.ShouldBe(3);

        reader.TryRead(out var comment).ShouldBeTrue();
        comment.IsCommentOnly.ShouldBeTrue();
        Text(comment.Raw).ShouldBe(": hi\n\n");

        reader.TryRead(out var unknown).ShouldBeTrue();
        unknown.IsCommentOnly.ShouldBeFalse();
        unknown.DataLines.ShouldBe(0);

        reader.TryRead(out var done).ShouldBeTrue();
        done.IsDone.ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Offsets_cover_each_event_with_its_empty_line()
    {
        var span = "\ndata: a\r\n\r\n\r\ndata: b\r\rdata: c"u8;
        var reader = new SseEventReader(span);
        List<string> raw = [];
        while (reader.TryRead(out var read))
        {
            raw.Add(Text(read.Raw));
            Text(span.Slice(read.Start, read.Raw.Length)).ShouldBe(raw[^1]);
        }

        raw.ShouldBe(["data: a\r\n\r\n", "data: b\r\r", "data: c"]);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
