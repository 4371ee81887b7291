using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Bridge;

/// <summary>HTTP/2 connections: tunnelled to the control plane's server, and their data plane back to the engine.</summary>
public sealed class Http2Tests
{
    [Theory]
    [MemberData(nameof(ForwardingTests.Engines), MemberType = typeof(ForwardingTests))]
    public async Task Facts_come_from_the_connection_and_not_from_fields(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map);
        using var client = rig.Client(HttpVersion.Version20);
        client.DefaultRequestHeaders.Add("x-tollgate-peer", "9.9.9.9");
        client.DefaultRequestHeaders.Add("x-tollgate-listener", "public,admin");
        client.DefaultRequestHeaders.Add("x-request-id", "my-id");

        using var answer = await client.GetAsync("api/test/facts?x=1");

        answer.Version.ShouldBe(HttpVersion.Version20);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        lines.ShouldContain("address=127.0.0.1");
        lines.ShouldContain("listener=loopback");
        lines.ShouldContain("id=my-id");
        lines.ShouldContain("target=/api/test/facts?x=1");
        lines.ShouldNotContain(line => line.StartsWith("header x-tollgate", StringComparison.Ordinal));
        answer.Headers.GetValues("x-request-id").ShouldBe(["my-id"]);
    }

    [Theory]
    [MemberData(nameof(ForwardingTests.Engines), MemberType = typeof(ForwardingTests))]
    public async Task Data_plane_is_the_engines(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map);
        using var client = rig.Client(HttpVersion.Version20);
        using var refused = await client.PostAsync("v1/chat/completions", Json("{}"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.Contains("content-security-policy").ShouldBeFalse();
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + BridgeRig.ClientKey);

        using var answer = await client.PostAsync("v1/chat/completions", Json("""{"model":"demo","messages":[{"role":"user","content":"Hi"}]}"""));
        var stream = await (await client.PostAsync("v1/chat/completions", Json("""{"model":"demo","stream":true,"messages":[{"role":"user","content":"Hi"}]}""")))
            .Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("x-tollgate-provider").ShouldBe(["demo"]);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"usage\"");
        stream.ShouldEndWith("data: [DONE]\n\n");
        foreach (var path in (string[])["/v1/../api/test/facts", "/api/../api/test/facts", "/%61pi/test/facts", "/api//test/facts"])
        {
            var asItIs = new Uri($"http://127.0.0.1:{rig.Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            (await client.GetAsync(asItIs)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        }

        (await client.GetAsync("nothing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetStringAsync("health/ready")).ShouldContain("ready");
    }

    [Theory]
    [MemberData(nameof(ForwardingTests.Engines), MemberType = typeof(ForwardingTests))]
    public async Task Stream_that_the_client_cancels_ends_at_the_provider(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event("""{"choices":[{"delta":{"content":"a"}}]}""").ThenHang());
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map, config => config with
        {
            Providers = [new ProviderConfig { Name = "up", Kind = "openai-compatible", BaseUrl = upstream.BaseUrl, Models = [new("m")] }],
        });
        using var client = rig.Client(HttpVersion.Version20);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + BridgeRig.ClientKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Version = HttpVersion.Version20,
            Content = Json("""{"model":"m","stream":true,"messages":[]}"""),
        };

        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            await using var body = await answer.Content.ReadAsStreamAsync();
            (await body.ReadAsync(new byte[100])).ShouldBeGreaterThan(0);
        }

        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
    }

    [Theory]
    [MemberData(nameof(ForwardingTests.Engines), MemberType = typeof(ForwardingTests))]
    public async Task Draining_lets_a_stream_finish_and_ends_the_connection(string engine)
    {
        var area = new TestArea();
        await using var rig = await BridgeRig.StartAsync(engine, area.Map);
        using var client = rig.Client(HttpVersion.Version20);
        using var answer = await client.GetAsync("api/test/events", HttpCompletionOption.ResponseHeadersRead);

        var drained = rig.DrainAsync(TimeSpan.FromSeconds(30));
        area.GoOn.SetResult();

        (await answer.Content.ReadAsStringAsync()).ShouldBe("data: one\n\ndata: two\n\n");
        (await drained).ShouldBeTrue();
    }

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0020\u0011\0\u000c")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c\u007f\0\0\u0001\u007f\0\0\u0001\u0001\u0001\u0001\u0001")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task Connection_without_the_engines_header_is_ended(string beginning)
    {
        await using var rig = await BridgeRig.StartAsync(ForwardingTests.Engines.First().Data, new TestArea().Map);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(rig.Sockets.Http2));

        await socket.SendAsync(Encoding.Latin1.GetBytes(beginning));

        try
        {
            (await socket.ReceiveAsync(new byte[100]).WaitAsync(TimeSpan.FromSeconds(15))).ShouldBe(0);
        }
        catch (SocketException)
        {
            // Ended all the same.
        }
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
