using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

public sealed class ResponseHeadTests
{
    [Fact]
    public void Ordinary_answer_is_read_whole()
    {
        const string text = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 2\r\nx_odd: 1\r\n\r\n";
        var (head, buffer, status) = Response(text + "{}");
        status.ShouldBe(HeadStatus.Ok);
        head.Length.ShouldBe(text.Length);
        head.Status.ShouldBe(429);
        Text(head.Reason, buffer).ShouldBe("Too Many Requests");
        head.ContentLength.ShouldBe(2);
        head.KeepAlive.ShouldBeTrue();
        head.FieldCount.ShouldBe(3);
        Text(head.ValueOf(KnownField.RetryAfter), buffer).ShouldBe("3");
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\n\r\n")]
    [InlineData("HTTP/1.1 200 \r\n\r\n")]
    [InlineData("HTTP/1.1 200 D\u00e9j\u00e0 vu\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\n")]
    public void Answer_with_only_one_reading_is_accepted(string text) => Response(text).Status.ShouldBe(HeadStatus.Ok);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", "ContentLength")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\n", "ContentLength")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\n", "ContentLength")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "LengthAndTransferEncoding")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "TransferEncoding")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", "TransferEncoding")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "TransferEncoding")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "TransferEncodingOnHttp10")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", "FoldedLine")]
    [InlineData("HTTP/1.1 200 OK\r\nX : a\r\n\r\n", "SpaceBeforeColon")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n", "BareLineFeed")]
    [InlineData("HTTP/1.1 200 OK\nX: a\n\n", "BareLineFeed")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", "BareCarriageReturn")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "FieldValue")]
    [InlineData("HTTP/1.1 200 O\0K\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.1 600 OK\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.1 20x OK\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.1 20\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.1 2000\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/1.2 200 OK\r\n\r\n", "StatusLine")]
    [InlineData("HTTP/2 200 OK\r\n\r\n", "StatusLine")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n", "StatusLine")]
    [InlineData("<html>", "StatusLine")]
    public void Answer_with_a_second_reading_is_refused(string text, string problem)
    {
        var (head, _, status) = Response(text);
        status.ShouldBe(HeadStatus.Bad);
        head.Problem.ToString().ShouldBe(problem);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", "Post", "Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", "Post", "None")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", "Head", "None")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "Get", "Chunked")]
    [InlineData("HTTP/1.1 200 OK\r\n", "Get", "UntilClose")]
    [InlineData("HTTP/1.0 200 OK\r\n", "Get", "UntilClose")]
    [InlineData("HTTP/1.1 204 No Content\r\n", "Get", "None")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n", "Get", "None")]
    [InlineData("HTTP/1.1 100 Continue\r\n", "Post", "None")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n", "Get", "None")]
    public void End_of_the_body_follows_from_status_method_and_fields(string lines, string verb, string framing)
    {
        var (head, _, status) = Response(lines + "\r\n");
        status.ShouldBe(HeadStatus.Ok);
        head.FramingFor(Enum.Parse<HttpVerb>(verb)).ToString().ShouldBe(framing);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n", true)]
    [InlineData("HTTP/1.0 200 OK\r\n", false)]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n", false)]
    [InlineData("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n", false)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n", true)]
    public void Connection_is_reused_only_where_the_next_answer_is_sure_to_begin(string lines, bool keepAlive) =>
        Response(lines + "\r\n").Head.KeepAlive.ShouldBe(keepAlive);

    [Fact]
    public void Head_beyond_its_bytes_is_refused() =>
        Response("HTTP/1.1 200 OK\r\nX: " + new string('x', 33 * 1024)).Status.ShouldBe(HeadStatus.Bad);
}
