using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

public sealed class HttpWriterTests
{
    [Theory]
    [InlineData(200, "HTTP/1.1 200 OK\r\n")]
    [InlineData(429, "HTTP/1.1 429 Too Many Requests\r\n")]
    [InlineData(299, "HTTP/1.1 299 \r\n")]
    public void Status_line_has_its_phrase(int status, string line)
    {
        var buffer = new byte[64];
        var written = 0;
        HttpWriter.TryWriteStatusLine(status, buffer, ref written).ShouldBeTrue();
        Text(buffer.AsSpan(0, written)).ShouldBe(line);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(600)]
    [InlineData(0)]
    public void Status_that_is_none_is_not_written(int status)
    {
        var written = 0;
        HttpWriter.TryWriteStatusLine(status, new byte[64], ref written).ShouldBeFalse();
        written.ShouldBe(0);
    }

    [Theory]
    [InlineData("X-A", "b\r\nX-Evil: 1")]
    [InlineData("X-A", "b\rc")]
    [InlineData("X-A", "b\nc")]
    [InlineData("X-A", "b\0c")]
    [InlineData("X-A\r\nX-Evil", "1")]
    [InlineData("X A", "1")]
    [InlineData("X:A", "1")]
    [InlineData("", "1")]
    public void Field_that_would_break_the_message_is_not_written(string name, string value)
    {
        var written = 7;
        HttpWriter.TryWriteField(Bytes(name), Bytes(value), new byte[64], ref written).ShouldBeFalse();
        written.ShouldBe(7);
    }

    [Fact]
    public void Full_span_is_reported_and_nothing_counts_as_written()
    {
        for (var room = 0; room < 20; room++)
        {
            var written = 0;
            HttpWriter.TryWriteField("X-Length"u8, 1234567890, new byte[room], ref written).ShouldBeFalse();
            HttpWriter.TryWriteStatusLine(431, new byte[room], ref written).ShouldBeFalse();
            HttpWriter.TryWriteStatusLine(599, new byte[Math.Min(room, 14)], ref written).ShouldBeFalse();
            HttpWriter.TryWriteChunkHead(0x1234, new byte[Math.Min(room, 5)], ref written).ShouldBeFalse();
            written.ShouldBe(0);
        }
    }

    [Fact]
    public void Empty_chunk_is_not_written_because_it_would_end_the_body()
    {
        var written = 0;
        HttpWriter.TryWriteChunkHead(0, new byte[64], ref written).ShouldBeFalse();
        HttpWriter.TryWriteChunkHead(-1, new byte[64], ref written).ShouldBeFalse();
    }

    [Fact]
    public void Numbers_are_written_plainly()
    {
        var buffer = new byte[64];
        var written = 0;
        HttpWriter.TryWriteDecimal(long.MaxValue, buffer, ref written).ShouldBeTrue();
        HttpWriter.TryWriteHex(0xCAFE, buffer, ref written).ShouldBeTrue();
        HttpWriter.TryWriteChunkHead(255, buffer, ref written).ShouldBeTrue();
        Text(buffer.AsSpan(0, written)).ShouldBe("9223372036854775807cafeff\r\n");
    }
}
