using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>101 and what comes after it: WebSockets.</summary>
public sealed class TunnelTests
{
    private const string Handshake = "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tunnel_carries_bytes_both_ways_until_the_client_ends_it(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.UpgradeEcho());
        await using var gateway = await StartAsync(engine, upstream);
        await using (var client = await gateway.ConnectAsync())
        {
            var answer = await OpenAsync(client, gateway, "x-request-id: tunnel");
            answer.Status.ShouldBe(101);
            answer["upgrade"].ShouldBe("websocket");
            answer["connection"].ShouldBe("Upgrade");
            upstream.LastRequest["upgrade"].ShouldBe("websocket");
            upstream.LastRequest["sec-websocket-key"].ShouldBe("dGhlIHNhbXBsZSBub25jZQ==");
            upstream.LastRequest["sec-websocket-version"].ShouldBe("13");
            foreach (var text in (string[])["a", "GET / HTTP/1.1\r\n\r\n", new string('b', 200_000)])
            {
                await client.SendAsync(text);
                Encoding.ASCII.GetString(await client.ReadRawExactAsync(text.Length)).ShouldBe(text);
            }
        }

        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
        (await gateway.AccessLog.RecordAsync("tunnel")).Status.ShouldBe(101);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tunnel_that_the_upstream_ends_delivers_what_was_said_and_ends(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Say("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n\r\nlast words").ThenClose());
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        var answer = await OpenAsync(client, gateway);

        answer.Status.ShouldBe(101);
        answer["sec-websocket-accept"].ShouldBe("x");
        Encoding.ASCII.GetString(await client.ReadRawExactAsync(10)).ShouldBe("last words");
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bytes_sent_before_the_answer_are_no_tunnel_when_the_upgrade_is_refused(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(403, "{\"no\":1}"), s => s.Json("{\"second\":1}"));
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(
            $"GET /raw/r/ws HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\n{Handshake}\r\n"
            + $"GET /raw/r/second HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\n\r\n");

        (await client.ReadResponseAsync("GET")).Status.ShouldBe(403);
        (await client.ReadResponseAsync("GET")).BodyText.ShouldBe("{\"second\":1}");
        upstream.Requests.Select(request => request.Path).ShouldBe(["/ws", "/second"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Key_in_a_websocket_protocol_stays_here(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.UpgradeEcho());
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await OpenAsync(client, gateway, $"sec-websocket-protocol: realtime, openai-insecure-api-key.{gateway.Key}, openai-beta.realtime-v1");

        upstream.LastRequest["sec-websocket-protocol"].ShouldBe("realtime,openai-beta.realtime-v1");
        upstream.LastRequest.HeadText.ShouldNotContain(gateway.Key);
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\" }}"));

    private static async Task<RawResponse> OpenAsync(RawClient client, RunningGateway gateway, params string[] more)
    {
        await client.SendAsync(
            $"GET /raw/r/ws HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\n{string.Concat(more.Select(line => line + "\r\n"))}{Handshake}\r\n");
        return await client.ReadHeadAsync("GET");
    }
}
