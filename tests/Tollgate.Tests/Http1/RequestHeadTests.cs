using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

public sealed class RequestHeadTests
{
    [Fact]
    public void Ordinary_request_is_read_whole()
    {
        const string text = "POST /v1/chat/completions?beta=true&x HTTP/1.1\r\nHost: api.example:8080\r\nauthorization: \t Bearer sk-1 \t\r\n"
            + "Content-Type: application/json\r\nContent-Length: 12\r\nX-Note: gr\u00fc\u00df\r\nEmpty:\r\n\r\n";
        var (head, buffer, status) = Request(text + "{\"model\":1}X");

        status.ShouldBe(HeadStatus.Ok);
        head.Length.ShouldBe(text.Length);
        head.Verb.ShouldBe(HttpVerb.Post);
        Text(head.Method, buffer).ShouldBe("POST");
        Text(head.Target, buffer).ShouldBe("/v1/chat/completions?beta=true&x");
        Text(head.Path, buffer).ShouldBe("/v1/chat/completions");
        Text(head.Query, buffer).ShouldBe("beta=true&x");
        head.MinorVersion.ShouldBe(1);
        head.ContentLength.ShouldBe(12);
        head.HasBody.ShouldBeTrue();
        head.Chunked.ShouldBeFalse();
        head.KeepAlive.ShouldBeTrue();
        head.FieldCount.ShouldBe(6);
        Text(head.ValueOf(KnownField.Authorization), buffer).ShouldBe("Bearer sk-1");
        Text(head.ValueOf(KnownField.Host), buffer).ShouldBe("api.example:8080");
        head.ValueOf(KnownField.XApiKey).IsEmpty.ShouldBeTrue();
        head.FieldAt(5).Value.IsEmpty.ShouldBeTrue();
        head.FieldAt(4).Known.ShouldBe(KnownField.Other);
        head.Problem.ShouldBe(HeadProblem.None);
        head.PathProblem.ShouldBe(HeadProblem.None);
    }

    [Fact]
    public void Chunked_body_has_no_length()
    {
        var (head, _, status) = Request(Post("Transfer-Encoding: Chunked\r\n"));
        status.ShouldBe(HeadStatus.Ok);
        head.Chunked.ShouldBeTrue();
        head.ContentLength.ShouldBe(-1);
        head.HasBody.ShouldBeTrue();
    }

    [Theory]
    [InlineData("HTTP/1.1", "", true)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: keep-alive, Close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: x\r\nConnection: CLOSE\r\n", false)]
    [InlineData("HTTP/1.0", "", false)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive, close\r\n", false)]
    public void Connection_stays_open_only_when_both_sides_want_it(string version, string lines, bool keepAlive)
    {
        var (head, _, status) = Request($"GET / {version}\r\nHost: a\r\n{lines}\r\n");
        status.ShouldBe(HeadStatus.Ok);
        head.KeepAlive.ShouldBe(keepAlive);
    }

    [Fact]
    public void Http_1_0_needs_no_host_and_its_expectation_is_not_heard()
    {
        var (head, _, status) = Request("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n");
        status.ShouldBe(HeadStatus.Ok);
        head.MinorVersion.ShouldBe(0);
        head.ExpectContinue.ShouldBeFalse();
    }

    [Fact]
    public void Expectation_of_100_is_seen()
    {
        var (head, _, status) = Request(Post("Expect: 100-Continue\r\nContent-Length: 1\r\n"));
        status.ShouldBe(HeadStatus.Ok);
        head.ExpectContinue.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\n", true)]
    [InlineData("Connection: keep-alive, upgrade\r\nUpgrade: websocket\r\n", true)]
    [InlineData("Upgrade: websocket\r\n", false)]
    [InlineData("Connection: Upgrade\r\n", false)]
    public void Upgrade_needs_both_fields(string lines, bool requested)
    {
        var (head, _, status) = Request(Post(lines));
        status.ShouldBe(HeadStatus.Ok);
        head.UpgradeRequested.ShouldBe(requested);
    }

    [Fact]
    public void Fields_named_by_connection_end_here()
    {
        var (head, _, status) = Request(Post("X-One: 1\r\nConnection: x-two,, X-ONE ,\r\nX-Two: 2\r\nX-Three: 3\r\n"));
        status.ShouldBe(HeadStatus.Ok);
        Enumerable.Range(0, head.FieldCount).Where(i => head.FieldAt(i).EndsHere).ShouldBe([1, 3]);
    }

    [Theory]
    [InlineData("\r\n", 2)]
    [InlineData("\r\n\r\n", 4)]
    public void Empty_lines_before_a_request_are_skipped_and_counted(string lines, int length)
    {
        var (head, buffer, status) = Request(lines + "GET / HTTP/1.0\r\n\r\n");
        status.ShouldBe(HeadStatus.Ok);
        head.Length.ShouldBe(length + 18);
        Text(head.Method, buffer).ShouldBe("GET");
        head.FieldCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/models/meta-llama:free/x@y,z;a=1")]
    [InlineData("/v1/files/a%20b%C3%A9%25")]
    [InlineData("/v1/...")]
    [InlineData("/v1/.well-known/a..b")]
    [InlineData("/v1/models/")]
    [InlineData("/v1?x=//..%2e%41&y=\\{}|^%zz")]
    public void Path_with_one_spelling_is_accepted(string target)
    {
        var (head, buffer, status) = Request(Get(target));
        status.ShouldBe(HeadStatus.Ok);
        Text(head.Target, buffer).ShouldBe(target);
        head.PathProblem.ShouldBe(HeadProblem.None);
    }

    [Theory]
    [InlineData("/raw/openai/a%2fb")]
    [InlineData("/raw/openai/a%2Fb")]
    [InlineData("/raw/openai/a%5cb%20c")]
    public void Encoded_separator_is_left_to_the_caller(string target)
    {
        var (head, _, status) = Request(Get(target));
        status.ShouldBe(HeadStatus.Ok);
        head.PathProblem.ShouldBe(HeadProblem.EncodedSeparator);
    }

    [Theory]
    [InlineData("http://a.example/v1/models?x=1", "/v1/models", "x=1")]
    [InlineData("HTTPS://A.Example/", "/", "")]
    public void Absolute_target_of_this_host_is_read_as_its_path(string target, string path, string query)
    {
        var (head, buffer, status) = Request(Get(target));
        status.ShouldBe(HeadStatus.Ok);
        Text(head.Path, buffer).ShouldBe(path);
        Text(head.Query, buffer).ShouldBe(query);
    }

    [Fact]
    public void Asterisk_is_a_target_of_options()
    {
        var (head, buffer, status) = Request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        status.ShouldBe(HeadStatus.Ok);
        Text(head.Path, buffer).ShouldBe("*");
        head.Verb.ShouldBe(HttpVerb.Options);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("my_service.default:8080")]
    [InlineData("127.0.0.1:65535")]
    [InlineData("[::1]")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("a.example.")]
    public void Host_of_a_name_or_an_address_is_accepted(string host) =>
        Request($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").Status.ShouldBe(HeadStatus.Ok);

    [Fact]
    public void Content_length_may_have_leading_zeros_because_framing_is_never_copied()
    {
        var (head, _, status) = Request(Post("Content-Length: 00000000003\r\n"));
        status.ShouldBe(HeadStatus.Ok);
        head.ContentLength.ShouldBe(3);
    }

    [Fact]
    public void Head_of_exactly_the_limits_is_accepted()
    {
        var text = Post("X: " + new string('x', 100) + "\r\n", "/" + new string('p', 99));
        Request(text, new HeadLimits { MaxHeadBytes = text.Length, MaxFields = 2, MaxTargetBytes = 100 }).Status.ShouldBe(HeadStatus.Ok);
    }

    [Fact]
    public void Second_request_in_the_same_buffer_is_parsed_by_the_same_object()
    {
        var head = new RequestHead();
        var first = Bytes(Post("Content-Length: 3\r\nConnection: x-api-key\r\nX-Api-Key: secret\r\n"));
        head.Parse(first, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        head.Parse(Bytes("GET /x HTTP/1.1\r\nHost: b\r\n\r\n"), HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        head.ContentLength.ShouldBe(-1);
        head.FieldCount.ShouldBe(1);
        head.ValueOf(KnownField.XApiKey).IsEmpty.ShouldBeTrue();
        head.FieldAt(0).EndsHere.ShouldBeFalse();
    }

    [Fact]
    public void Parsing_allocates_nothing_once_warm()
    {
        var head = new RequestHead();
        var buffer = Bytes(Post(string.Concat(Enumerable.Range(0, 60).Select(i => $"X-{i}: {i}\r\n"))));
        head.Parse(buffer, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) { head.Parse(buffer, HeadLimits.Default); }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
