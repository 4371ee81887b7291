using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

public sealed class HeadPropertyTests
{
    private static readonly string[] Lines =
    [
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close, x-a\r\n", "X-A: 1\r\n", "x-api-key:k\r\n",
        "Authorization:  Bearer x \r\n", "Expect: 100-continue\r\n", "Upgrade: websocket\r\n", "X-Empty:\r\n", "User-Agent: a/1 (b)\r\n",
    ];

    private static readonly string[] Targets = ["/", "/v1/models", "/v1/x?y=z", "http://a.example/x", "/%20", "/a%2fb"];

    private static Gen<string> RequestTexts =>
        from target in Gen.Elements(Targets)
        from empty in Gen.Elements("", "\r\n", "\r\n\r\n")
        from lines in Gen.SubListOf(Lines)
        select empty + Post(string.Concat(lines.Where(l => !l.StartsWith("Transfer", StringComparison.Ordinal) || !lines.Contains(Lines[0]))), target);

    private static Gen<string> ResponseTexts =>
        from start in Gen.Elements("HTTP/1.1 200 OK\r\n", "HTTP/1.1 404\r\n", "HTTP/1.1 204 \r\n", "HTTP/1.0 500 No\r\n")
        from lines in Gen.SubListOf(Lines)
        select start + string.Concat(lines.Where(l => !l.StartsWith("Transfer", StringComparison.Ordinal))) + "\r\n";

    private static Gen<string> Garbage =>
        from text in RequestTexts
        from edits in Gen.ListOf(Gen.Zip(Gen.Choose(0, text.Length - 1), Gen.Elements("\r", "\n", "\0", " ", ":", "\r\n", "\u00ff", "%", "A", ",")))
        select edits.Aggregate(text, (t, e) => e.Item1 % 2 == 0 ? t.Insert(e.Item1, e.Item2) : t.Remove(e.Item1, 1).Insert(e.Item1, e.Item2));

    [Fact]
    public void Every_proper_prefix_of_a_request_head_is_incomplete() => Prop.ForAll(RequestTexts.ToArbitrary(), text =>
    {
        var whole = Bytes(text);
        for (var length = 0; length < whole.Length; length++)
        {
            new RequestHead().Parse(whole.AsSpan(0, length), HeadLimits.Default).ShouldBe(HeadStatus.Incomplete);
        }

        new RequestHead().Parse(whole, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_proper_prefix_of_a_response_head_is_incomplete() => Prop.ForAll(ResponseTexts.ToArbitrary(), text =>
    {
        var whole = Bytes(text);
        var head = new ResponseHead();
        for (var length = 0; length < whole.Length; length++)
        {
            head.Parse(whole.AsSpan(0, length), HeadLimits.Default).ShouldBe(HeadStatus.Incomplete);
        }

        head.Parse(whole, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        head.Length.ShouldBe(whole.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Head_that_trickles_in_is_judged_as_the_whole_one() => Prop.ForAll(Garbage.ToArbitrary(), text =>
    {
        var whole = Bytes(text);
        var expected = new RequestHead();
        var verdict = expected.Parse(whole, HeadLimits.Default);
        var head = new RequestHead();
        var status = HeadStatus.Incomplete;
        for (var length = 0; length <= whole.Length && status is HeadStatus.Incomplete; length++)
        {
            status = head.Parse(whole.AsSpan(0, length), HeadLimits.Default);
        }

        status.ShouldBe(verdict);
        if (verdict is HeadStatus.Ok) { head.Length.ShouldBe(expected.Length); }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_writer_writes_the_parser_reads() => Prop.ForAll(
        Gen.Zip(Gen.Choose(100, 599), Gen.Choose(0, int.MaxValue)).ToArbitrary(),
        pair =>
        {
            var (code, number) = pair;
            var buffer = new byte[256];
            var written = 0;
            HttpWriter.TryWriteStatusLine(code, buffer, ref written).ShouldBeTrue();
            HttpWriter.TryWriteField("Content-Length"u8, number, buffer, ref written).ShouldBeTrue();
            HttpWriter.TryWriteField("Content-Type"u8, "text/plain"u8, buffer, ref written).ShouldBeTrue();
            HttpWriter.TryWrite("\r\n"u8, buffer, ref written).ShouldBeTrue();
            var head = new ResponseHead();
            head.Parse(buffer, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
            head.Length.ShouldBe(written);
            head.Status.ShouldBe(code);
            head.ContentLength.ShouldBe(number);
            Text(head.ValueOf(KnownField.ContentType), buffer).ShouldBe("text/plain");
        }).QuickCheckThrowOnFailure();
}
