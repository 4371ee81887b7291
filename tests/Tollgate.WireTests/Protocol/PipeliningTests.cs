using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

public sealed class PipeliningTests
{
    private const string Other = "sk-other-tenant-0001";

    /// <summary>Requests of every kind in one write: each is answered for its own key, in order, and none sees another's bytes.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_in_one_write_are_answered_in_order_each_for_its_own_tenant(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.JsonOf(request => request.BodyText));
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        var bytes = new List<byte>();
        for (var number = 0; number < 6; number++)
        {
            bytes.AddRange(Request(gateway, number, Encoding.UTF8.GetBytes(Chat.Request(content: $"number {number}"))));
        }

        bytes.AddRange(RawRequest.Bytes("GET", "/health", null));
        await client.SendAsync(bytes.ToArray());
        for (var number = 0; number < 6; number++)
        {
            var answer = await client.ReadResponseAsync();
            answer.BodyText.ShouldContain($"number {number}");
            (await gateway.RecordOfAsync(answer)).Text("key").ShouldBe(number % 2 == 0 ? "test" : "other");
        }

        (await client.ReadResponseAsync("GET")).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Request_behind_a_stream_waits_and_is_then_served(string engine)
    {
        var more = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(
            s => s.Event(Chat.Delta("Hel")).WaitFor(more.Task).Done(),
            s => s.JsonOf(request => request.BodyText));
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        var second = Chat.Request(content: "second");

        await client.SendAsync((byte[])
        [
            .. RawRequest.Bytes("POST", "/v1/chat/completions", Encoding.UTF8.GetBytes(Chat.Request(stream: true)), gateway.Authorization),
            .. RawRequest.Bytes("POST", "/v1/chat/completions", Encoding.UTF8.GetBytes(second), "authorization: Bearer " + Other),
        ]);
        var stream = await client.ReadHeadAsync();
        await client.ReadUntilAsync(stream, "Hel");
        upstream.Requests.Count.ShouldBe(1);
        more.SetResult();
        await client.ReadBodyAsync(stream);
        stream.BodyText.ShouldEndWith("data: [DONE]\n\n");
        var answer = await client.ReadResponseAsync();
        answer.BodyText.ShouldBe(second);
        (await gateway.RecordOfAsync(answer)).Text("key").ShouldBe("other");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nothing_behind_a_refused_request_is_served(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync((byte[])
        [
            .. Encoding.ASCII.GetBytes("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
            .. RawRequest.Bytes("POST", "/v1/chat/completions", Encoding.UTF8.GetBytes(Chat.Request()), gateway.Authorization),
        ]);

        (await client.ReadResponseAsync()).Status.ShouldBe(400);
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        upstream.Connections.ShouldBe(0);
    }

    private static byte[] Request(RunningGateway gateway, int number, byte[] body)
    {
        var key = number % 2 == 0 ? gateway.Authorization : "x-api-key: " + Other;
        return number % 3 == 0
            ? RawRequest.ChunkedBytes("POST", "/v1/chat/completions", body, 11, key)
            : RawRequest.Bytes("POST", "/v1/chat/completions", body, key);
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Key("other", Other));
}
