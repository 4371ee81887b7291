using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

/// <summary>Every way in which two readers are known to see two different requests in the same bytes.</summary>
public sealed class RequestHeadRefusalTests
{
    public static TheoryData<string, string, string> Framing => new()
    {
        { "equal Content-Lengths", "Content-Length: 3\r\nContent-Length: 3\r\n", "DuplicateContentLength" },
        { "different Content-Lengths", "Content-Length: 3\r\nContent-Length: 4\r\n", "DuplicateContentLength" },
        { "list of Content-Lengths", "Content-Length: 3, 3\r\n", "ContentLength" },
        { "signed Content-Length", "Content-Length: +3\r\n", "ContentLength" },
        { "negative Content-Length", "Content-Length: -3\r\n", "ContentLength" },
        { "hexadecimal Content-Length", "Content-Length: 0x3\r\n", "ContentLength" },
        { "Content-Length with a space inside", "Content-Length: 3 3\r\n", "ContentLength" },
        { "fractional Content-Length", "Content-Length: 3.0\r\n", "ContentLength" },
        { "empty Content-Length", "Content-Length:\r\n", "ContentLength" },
        { "Content-Length beyond 18 digits", "Content-Length: 1000000000000000000\r\n", "ContentLength" },
        { "Content-Length beyond 64 bits", "Content-Length: 18446744073709551619\r\n", "ContentLength" },
        { "other digits in Content-Length", "Content-Length: \u00b2\r\n", "ContentLength" },
        { "length and chunked", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "LengthAndTransferEncoding" },
        { "chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "LengthAndTransferEncoding" },
        { "unknown transfer coding", "Transfer-Encoding: xchunked\r\n", "TransferEncoding" },
        { "chunked not last", "Transfer-Encoding: chunked, identity\r\n", "TransferEncoding" },
        { "chunked twice", "Transfer-Encoding: chunked, chunked\r\n", "TransferEncoding" },
        { "chunked in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "TransferEncoding" },
        { "identity before chunked in two fields", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "TransferEncoding" },
        { "identity", "Transfer-Encoding: identity\r\n", "TransferEncoding" },
        { "empty transfer coding", "Transfer-Encoding:\r\n", "TransferEncoding" },
        { "empty element in the coding list", "Transfer-Encoding: , chunked\r\n", "TransferEncoding" },
        { "vertical tab before chunked", "Transfer-Encoding: \vchunked\r\n", "FieldValue" },
        { "quoted chunked", "Transfer-Encoding: \"chunked\"\r\n", "TransferEncoding" },
        { "chunked with a parameter", "Transfer-Encoding: chunked;q=1\r\n", "TransferEncoding" },
        { "chunked with a byte of Latin-1", "Transfer-Encoding: chunked\u00a0\r\n", "TransferEncoding" },
        { "gzip before chunked", "Transfer-Encoding: gzip, chunked\r\n", "UnknownTransferCoding" },
        { "space before the colon", "Content-Length : 3\r\n", "SpaceBeforeColon" },
        { "tab before the colon", "Transfer-Encoding\t: chunked\r\n", "SpaceBeforeColon" },
        { "folded line", "X-A: 1\r\n Content-Length: 3\r\n", "FoldedLine" },
        { "line folded with a tab", "X-A: 1\r\n\tTransfer-Encoding: chunked\r\n", "FoldedLine" },
        { "underscore name", "Content_Length: 9\r\nContent-Length: 3\r\n", "UnderscoreInName" },
        { "NUL in a value", "X-A: a\0b\r\n", "FieldValue" },
        { "NUL in a name", "X\0A: b\r\n", "FieldName" },
        { "DEL in a value", "X-A: a\u007fb\r\n", "FieldValue" },
        { "escape in a value", "X-A: \u001b[0m\r\n", "FieldValue" },
        { "bare CR in a value", "X-A: a\rContent-Length: 3\r\n", "BareCarriageReturn" },
        { "bare LF in a value", "X-A: a\nContent-Length: 3\r\n", "BareLineFeed" },
        { "CR CR LF", "X-A: a\r\r\n", "BareCarriageReturn" },
        { "name without a colon", "Content-Length\r\n", "FieldName" },
        { "empty name", ": 3\r\n", "FieldName" },
        { "Latin-1 byte in a name", "X-\u00c4: 3\r\n", "FieldName" },
        { "brackets in a name", "X[a]: 3\r\n", "FieldName" },
        { "second Host", "Host: b.example\r\n", "DuplicateHost" },
        { "same Host again", "Host: a.example\r\n", "DuplicateHost" },
        { "Connection that is no list of tokens", "Connection: close;x\r\n", "Connection" },
        { "unknown expectation", "Expect: 200-ok\r\n", "Expectation" },
        { "two expectations", "Expect: 100-continue\r\nExpect: 100-continue\r\n", "Expectation" },
    };

    public static TheoryData<string, string> Targets => new()
    {
        { "/a%41", "EncodedUnreserved" },
        { "/%61dmin", "EncodedUnreserved" },
        { "/a/%2e%2e/b", "EncodedUnreserved" },
        { "/%2E/b", "EncodedUnreserved" },
        { "/%7Euser", "EncodedUnreserved" },
        { "/%2d", "EncodedUnreserved" },
        { "/%5f", "EncodedUnreserved" },
        { "/%30", "EncodedUnreserved" },
        { "//", "EmptyPathSegment" },
        { "/v1//models", "EmptyPathSegment" },
        { "//ws/", "EmptyPathSegment" },
        { "///ws/google.x", "EmptyPathSegment" },
        { "//ws/google.x//y", "EmptyPathSegment" },
        { "/v1%2f..//", "EmptyPathSegment" },
        { "/.", "DotSegment" },
        { "/..", "DotSegment" },
        { "/v1/../api", "DotSegment" },
        { "/v1/./models", "DotSegment" },
        { "/v1/..", "DotSegment" },
        { "/v1/..;x/api", "DotSegment" },
        { "/v1/.;/api", "DotSegment" },
        { "/a%2f../b%2fc/../d", "DotSegment" },
        { "/v1\\models", "Backslash" },
        { "/%", "MalformedPercent" },
        { "/%4", "MalformedPercent" },
        { "/%zz", "MalformedPercent" },
        { "/%2g", "MalformedPercent" },
        { "/%u002e", "MalformedPercent" },
        { "/%00", "EncodedControl" },
        { "/a%0d%0aX: y", "RequestLine" },
        { "/a%0d%0a", "EncodedControl" },
        { "/%1f", "EncodedControl" },
        { "/%7f", "EncodedControl" },
        { "/a\"b", "PathCharacter" },
        { "/a<b>", "PathCharacter" },
        { "/a|b", "PathCharacter" },
        { "/a#b", "Fragment" },
        { "/a?b#c", "Fragment" },
        { "/caf\u00e9", "Target" },
        { "/a\tb", "Target" },
        { "/a\0b", "Target" },
        { "*", "Target" },
        { "v1/models", "Target" },
        { "a.example:443", "Target" },
        { "?x", "Target" },
        { "ftp://a.example/", "Target" },
        { "http:/a.example/", "Target" },
        { "http://b.example/v1", "AbsoluteForm" },
        { "http://a.example:80/v1", "AbsoluteForm" },
        { "http://a.example@b.example/v1", "AbsoluteForm" },
        { "http://a.example", "AbsoluteForm" },
        { "http://a.example?x", "AbsoluteForm" },
        { "http:///v1", "AbsoluteForm" },
    };

    [Theory]
    [MemberData(nameof(Framing))]
    public void Ambiguous_field_section_is_refused(string row, string lines, string problem)
    {
        var (head, _, status) = Request(Post(lines));
        status.ShouldBe(HeadStatus.Bad, row);
        head.Problem.ToString().ShouldBe(problem, row);
        head.KeepAlive.ShouldBeFalse();
        HeadProblems.Describe(head.Problem).Status.ShouldBe(problem switch { "Expectation" => 417, "UnknownTransferCoding" => 501, _ => 400 });
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_with_a_second_reading_is_refused(string target, string problem)
    {
        var (head, _, status) = Request(Get(target));
        status.ShouldBe(HeadStatus.Bad);
        head.Problem.ToString().ShouldBe(problem);
        HeadProblems.Describe(head.Problem).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a/b")]
    [InlineData("a@b")]
    [InlineData("a b")]
    [InlineData("a, b")]
    [InlineData("a%41")]
    [InlineData("a:")]
    [InlineData("a:b")]
    [InlineData("a:80:80")]
    [InlineData("a:65536")]
    [InlineData("a:000080")]
    [InlineData(":80")]
    [InlineData("[::1")]
    [InlineData("[]")]
    [InlineData("[::1]80")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("b\u00fccher.example")]
    public void Host_that_is_no_host_is_refused(string host)
    {
        var (head, _, status) = Request($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        status.ShouldBe(HeadStatus.Bad);
        head.Problem.ShouldBe(HeadProblem.InvalidHost);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "MissingHost")]
    [InlineData("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "DuplicateHost")]
    [InlineData("GET http://a/ HTTP/1.0\r\n\r\n", "AbsoluteForm")]
    [InlineData("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "TransferEncodingOnHttp10")]
    [InlineData("get / HTTP/1.1\r\nHost: a\r\n\r\n", "Method")]
    [InlineData("GeT / HTTP/1.1\r\nHost: a\r\n\r\n", "Method")]
    [InlineData(" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "Method")]
    [InlineData("ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\nHost: a\r\n\r\n", "Method")]
    [InlineData("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "Method")]
    [InlineData("GET\r\n\r\n", "Method")]
    [InlineData("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "Target")]
    [InlineData("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "RequestLine")]
    [InlineData("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "RequestLine")]
    [InlineData("GET / http/1.1\r\nHost: a\r\n\r\n", "RequestLine")]
    [InlineData("GET / HTTP/1.10\r\nHost: a\r\n\r\n", "RequestLine")]
    [InlineData("GET / HTTP/01.1\r\nHost: a\r\n\r\n", "RequestLine")]
    [InlineData("GET /\r\n\r\n", "RequestLine")]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "Version")]
    [InlineData("GET / HTTP/1.2\r\nHost: a\r\n\r\n", "Version")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Version")]
    [InlineData("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "Connect")]
    [InlineData("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "EmptyLines")]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", "BareLineFeed")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\n\r\n", "BareLineFeed")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\n\n", "BareLineFeed")]
    [InlineData("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "Method")]
    [InlineData("GET / HTTP/1.1\rHost: a\r\n\r\n", "BareCarriageReturn")]
    [InlineData("\u0016\u0003\u0001\u0002", "Method")]
    public void Malformed_head_is_refused(string text, string problem)
    {
        var (head, _, status) = Request(text);
        status.ShouldBe(HeadStatus.Bad);
        head.Problem.ToString().ShouldBe(problem);
    }

    [Fact]
    public void Bare_line_feed_is_refused_without_waiting_for_a_proper_end()
    {
        var head = new RequestHead();
        var text = Bytes("GET / HTTP/1.1\r\nHost: a\nX: b");
        head.Parse(text.AsSpan(0, 23), HeadLimits.Default).ShouldBe(HeadStatus.Incomplete);
        head.Parse(text.AsSpan(0, 24), HeadLimits.Default).ShouldBe(HeadStatus.Bad);
    }

    [Theory]
    [InlineData(100, 431, true)]
    [InlineData(99, 200, false)]
    public void Field_beyond_the_hundredth_is_refused(int besidesHost, int status, bool bad)
    {
        var (head, _, found) = Request(Post(string.Concat(Enumerable.Repeat("X: y\r\n", besidesHost))));
        found.ShouldBe(bad ? HeadStatus.Bad : HeadStatus.Ok);
        if (bad) { HeadProblems.Describe(head.Problem).Status.ShouldBe(status); }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Head_beyond_its_bytes_is_refused_finished_or_not(bool finished)
    {
        var text = Post("X: " + new string('x', 40 * 1024) + "\r\n");
        var (head, _, status) = Request(finished ? text : text[..(33 * 1024)]);
        status.ShouldBe(HeadStatus.Bad);
        HeadProblems.Describe(head.Problem).Status.ShouldBe(431);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Target_beyond_its_bytes_is_refused_finished_or_not(bool finished)
    {
        var text = Get("/" + new string('p', 10 * 1024));
        var (head, _, status) = Request(finished ? text : text[..9000]);
        status.ShouldBe(HeadStatus.Bad);
        HeadProblems.Describe(head.Problem).Status.ShouldBe(414);
    }

    [Fact]
    public void Target_one_byte_too_long_is_refused()
    {
        var (head, _, status) = Request(Get("/" + new string('p', 8 * 1024)));
        status.ShouldBe(HeadStatus.Bad);
        head.Problem.ShouldBe(HeadProblem.TargetTooLong);
    }

    [Fact]
    public void Thousands_of_connection_options_are_refused_before_they_cost()
    {
        var (head, _, status) = Request(Post("Connection: " + string.Concat(Enumerable.Repeat("a,", 5000)) + "\r\n"));
        status.ShouldBe(HeadStatus.Bad);
        head.Problem.ShouldBe(HeadProblem.Connection);
    }

    [Fact]
    public void Every_problem_has_words_and_a_client_status()
    {
        foreach (var problem in Enum.GetValues<HeadProblem>())
        {
            var (status, message) = HeadProblems.Describe(problem);
            status.ShouldBeInRange(400, 505);
            message.ShouldEndWith(".");
        }
    }
}
