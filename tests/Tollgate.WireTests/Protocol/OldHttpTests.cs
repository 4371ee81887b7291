using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>HTTP/1.0 on either side.</summary>
public sealed class OldHttpTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_of_HTTP_1_0_gets_no_chunks_and_the_connection_ends(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(Chat.Answer),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Done(),
            s => s.Event(Chat.Delta("Hel")).ThenReset());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        var whole = await ExchangeAsync(gateway, Chat.Request());
        whole.Framing.ShouldBe(BodyFraming.ContentLength);
        whole.BodyText.ShouldBe(Chat.Answer);

        var stream = await ExchangeAsync(gateway, Chat.Request(stream: true));
        stream.Framing.ShouldBe(BodyFraming.UntilClose);
        stream.BodyText.ShouldBe($"data: {Chat.Delta("Hel")}\n\ndata: {Chat.Delta("lo")}\n\ndata: [DONE]\n\n");

        var broken = await ExchangeAsync(gateway, Chat.Request(stream: true));
        broken.ShouldEndInErrorEvent("UPSTREAM_ERROR");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_of_HTTP_1_0_that_asks_keeps_its_connection(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        for (var request = 0; request < 2; request++)
        {
            await client.SendAsync(Bytes(gateway, Chat.Request(), "connection: keep-alive\r\n"));
            var answer = await client.ReadResponseAsync();

            answer.Status.ShouldBe(200);
            answer["connection"].ShouldBe("keep-alive");
            answer.BodyText.ShouldBe(Chat.Answer);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upstream_that_answers_in_HTTP_1_0_is_understood_and_its_connection_not_used_again(string engine)
    {
        var events = $"data: {Chat.Delta("Hel")}\n\ndata: [DONE]\n\n";
        await using var upstream = ScriptedUpstream.Start(
            s => s.Http10(Chat.Answer),
            s => s.Http10(events, "text/event-stream"),
            s => s.Say("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n" + Chat.Answer[..50]).ThenClose());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        (await SendAsync(client, gateway, Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        (await SendAsync(client, gateway, Chat.Request(stream: true))).BodyText.ShouldBe(events);
        (await SendAsync(client, gateway, Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");
        upstream.Connections.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Stream_to_HTTP_1_0_promises_no_further_request(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).Done());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Bytes(gateway, Chat.Request(stream: true), "connection: keep-alive\r\n"));
        var answer = await client.ReadResponseAsync();

        var head = System.Text.Encoding.ASCII.GetString(answer.HeadBytes);
        head.ShouldContain("connection: close");
        head.ShouldNotContain("keep-alive");
        answer.BodyText.ShouldEndWith("data: [DONE]\n\n");
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    private static Task<RawResponse> SendAsync(RawClient client, RunningGateway gateway, string body) =>
        client.ExchangeAsync("POST", "/v1/chat/completions", body, gateway.Authorization);

    private static async Task<RawResponse> ExchangeAsync(RunningGateway gateway, string body)
    {
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(Bytes(gateway, body, ""));
        var answer = await client.ReadResponseAsync();
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        return answer;
    }

    private static string Bytes(RunningGateway gateway, string body, string more) =>
        $"POST /v1/chat/completions HTTP/1.0\r\n{gateway.Authorization}\r\n{more}content-type: application/json\r\ncontent-length: {body.Length}\r\n\r\n{body}";
}
