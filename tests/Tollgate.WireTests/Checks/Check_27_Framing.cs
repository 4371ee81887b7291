using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_27_Framing
{
    private const string Body = "{}";

    private static readonly (string Row, string Head, string Tail)[] Rows =
    [
        ("equal content-length twice", "content-length: 2\r\ncontent-length: 2\r\n", Body),
        ("different content-length twice", "content-length: 2\r\ncontent-length: 3\r\n", Body),
        ("content-length list", "content-length: 2, 2\r\n", Body),
        ("unknown coding", "transfer-encoding: xchunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        ("chunked not last", "transfer-encoding: chunked, identity\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        ("coding twice", "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        ("both framings", "content-length: 2\r\ntransfer-encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        ("both framings, other order", "transfer-encoding: chunked\r\ncontent-length: 2\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        ("space before the colon", "content-length : 2\r\n", Body),
        ("folded line", "content-length: 2\r\nx-a: b\r\n c\r\n", Body),
        ("NUL in a value", "content-length: 2\r\nx-a: b\0c\r\n", Body),
        ("bare CR in a value", "content-length: 2\r\nx-a: b\rc\r\n", Body),
        ("bare LF after a header", "content-length: 2\nx-a: b\r\n", Body),
        ("underscore in a name", "content_length: 9\r\ncontent-length: 2\r\n", Body),
        ("second host", "host: other\r\ncontent-length: 2\r\n", Body),
        ("negative length", "content-length: -2\r\n", Body),
        ("length that is no number", "content-length: 0x2\r\n", Body),
        ("chunk size with a sign", "transfer-encoding: chunked\r\n", "+2\r\n{}\r\n0\r\n\r\n"),
        ("chunk size with 0x", "transfer-encoding: chunked\r\n", "0x2\r\n{}\r\n0\r\n\r\n"),
        ("chunk extension ended by a bare LF", "transfer-encoding: chunked\r\n", "2;a\n{}\r\n0\r\n\r\n"),
        ("chunk ended by a bare LF", "transfer-encoding: chunked\r\n", "2\r\n{}\n0\r\n\r\n"),
        ("chunk longer than it says", "transfer-encoding: chunked\r\n", "2\r\n{} \r\n0\r\n\r\n"),
        ("chunk size too large", "transfer-encoding: chunked\r\n", "ffffffffffffffff2\r\n{}\r\n0\r\n\r\n"),
        ("header without a colon", "content-length: 2\r\nnonsense\r\n", Body),
        ("empty header name", "content-length: 2\r\n: x\r\n", Body),
    ];

    private static readonly (string Row, string Request)[] Lines =
    [
        ("no host", "POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"),
        ("host with a path", "POST /v1/chat/completions HTTP/1.1\r\nhost: a/b\r\ncontent-length: 2\r\n\r\n{}"),
        ("host with a query", "POST /v1/chat/completions HTTP/1.1\r\nhost: a?b\r\ncontent-length: 2\r\n\r\n{}"),
        ("transfer-encoding on HTTP/1.0", "POST /v1/chat/completions HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        ("bare LF in the request line", "POST /v1/chat/completions HTTP/1.1\nhost: a\r\ncontent-length: 2\r\n\r\n{}"),
        ("dot segment", "POST /v1/../v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"),
        ("encoded dot segment", "POST /v1/%2e%2e/v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"),
        ("encoded letter", "POST /v1/ch%61t/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"),
        ("empty segment", "POST /v1//chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"),
        ("two spaces", "POST  /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"),
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_27_Doubtful_framing_is_400_and_close_and_the_upstream_sees_nothing(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        var requests = Rows
            .Select(row => (row.Row, Request: $"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: application/json\r\n{row.Head}\r\n{row.Tail}"))
            .Concat(Lines);
        foreach (var (row, request) in requests)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync(request);
            var answer = await client.ReadResponseAsync();

            answer.Status.ShouldBe(400, row);
            answer.KeepsConnection.ShouldBeFalse(row);
            (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue(row);
        }

        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_27_Too_many_or_too_long_headers_are_431_and_a_long_target_is_414(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        (int Status, string Request)[] rows =
        [
            (431, $"GET /v1/models HTTP/1.1\r\nhost: a\r\n{string.Concat(Enumerable.Repeat("x-a: b\r\n", 101))}\r\n"),
            (431, $"GET /v1/models HTTP/1.1\r\nhost: a\r\nx-a: {new string('b', 40_000)}\r\n\r\n"),
            (414, $"GET /v1/{new string('p', 10_000)} HTTP/1.1\r\nhost: a\r\n\r\n"),
        ];
        foreach (var (status, request) in rows)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync(request);
            (await client.ReadResponseAsync("GET")).Status.ShouldBe(status);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_27_Two_requests_in_one_write_keep_their_own_keys_bodies_and_order(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.JsonOf(request => request.BodyText));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Key("other", "sk-other-tenant-0001"));
        await using var client = await gateway.ConnectAsync();
        var first = Chat.Request(content: "first");
        var second = Chat.Request(content: "second");

        await client.SendAsync((byte[])
        [
            .. RawRequest.Bytes("POST", "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(first), gateway.Authorization),
            .. RawRequest.Bytes("POST", "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(second), "authorization: Bearer sk-other-tenant-0001"),
        ]);
        var one = await client.ReadResponseAsync();
        var two = await client.ReadResponseAsync();

        one.BodyText.ShouldBe(first);
        two.BodyText.ShouldBe(second);
        (await gateway.RecordOfAsync(one)).Text("key").ShouldBe("test");
        (await gateway.RecordOfAsync(two)).Text("key").ShouldBe("other");
    }
}
