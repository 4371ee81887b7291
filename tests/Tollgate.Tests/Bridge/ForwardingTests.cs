using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Faults;
using Tollgate.Listening;
using Xunit;

namespace Tollgate.Tests.Bridge;

/// <summary>Control-plane requests over HTTP/1.1, through the engine to the control plane's server and back.</summary>
public sealed class ForwardingTests
{
    public static TheoryData<string> Engines => OperatingSystem.IsLinux() ? ["epoll", "sockets"] : ["sockets"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Request_arrives_with_its_own_fields_and_the_engines_facts_and_none_that_a_client_forged(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map);
        await using var client = await rig.ConnectAsync();

        var answer = await client.ExchangeAsync(
            "GET", "/api/test/facts?a=1&b=%20", null, "authorization: Bearer mine", "cookie: c=1", "x-request-id: my-id", "accept: text/plain",
            "x-tollgate-peer: 9.9.9.9", "X-Tollgate-Tls: TLSv1.3", "x-tollgate-client-cert: aa", "x-tollgate-listener: public,admin",
            "x-tollgate-anything: 1", "x-forwarded-for: 8.8.8.8", "x-original-url: /api/keys");

        answer.Status.ShouldBe(200, answer.ToString());
        var lines = answer.BodyText.Split('\n');
        lines.ShouldContain("address=127.0.0.1");
        lines.ShouldContain("remote=127.0.0.1");
        lines.ShouldContain("tls=");
        lines.ShouldContain("cert=");
        lines.ShouldContain("listener=loopback");
        lines.ShouldContain("id=my-id");
        lines.ShouldContain("scheme=http");
        lines.ShouldContain("target=/api/test/facts?a=1&b=%20");
        lines.ShouldContain("header authorization=Bearer mine");
        lines.ShouldContain("header cookie=c=1");
        lines.ShouldContain("header accept=text/plain");
        lines.ShouldContain(line => line.StartsWith("header host=", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith("header x-tollgate", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith("header x-forwarded", StringComparison.Ordinal) || line.StartsWith("header x-original", StringComparison.Ordinal));
        answer["x-request-id"].ShouldBe("my-id");
        answer["set-cookie"].ShouldBe("session=1; HttpOnly");
        answer["location"].ShouldBe("https://elsewhere.example/sign-in");
        answer["x-ratelimit-limit"].ShouldBe("7");
        answer.Headers.All("x-request-id").ShouldHaveSingleItem();

        // The connection serves on, for either plane.
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        (await client.ExchangeAsync("GET", "/v1/user/facts", null)).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Address_behind_a_trusted_proxy_is_the_one_that_the_proxy_names(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(
            engine, new TestArea().Map, config => config with { Server = config.Server with { TrustedProxies = ["127.0.0.0/8"] } });
        await using var client = await rig.ConnectAsync();
        using var http2 = rig.Client(HttpVersion.Version20);
        http2.DefaultRequestHeaders.Add("X-Forwarded-For", "6.6.6.6, 203.0.113.9");

        var answer = await client.ExchangeAsync("GET", "/api/test/facts", null, "x-forwarded-for: 6.6.6.6, 203.0.113.9");

        answer.BodyText.ShouldContain("address=203.0.113.9");
        (await http2.GetStringAsync("api/test/facts")).ShouldContain("address=203.0.113.9");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Large_upload_streams_through_and_holds_no_body_memory(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map);
        using var http = rig.Client(HttpVersion.Version11);
        using var http2 = rig.Client(HttpVersion.Version20);
        var body = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(body);
        var expected = Convert.ToHexStringLower(SHA256.HashData(body));

        foreach (var client in (HttpClient[])[http, http2])
        {
            foreach (var chunked in (bool[])[false, true])
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "api/test/upload")
                {
                    Version = client.DefaultRequestVersion,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new StreamContent(new MemoryStream(body)),
                };
                request.Headers.TransferEncodingChunked = chunked && client == http;
                using var answer = await client.SendAsync(request);
                (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
            }
        }

        (await http.GetStringAsync("metrics")).ShouldContain("tollgate_body_memory_bytes 0\n");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Upgraded_connection_carries_bytes_both_ways(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map);
        await using var client = await rig.ConnectAsync();

        await client.SendAsync("GET /api/test/socket HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\r\n");

        (await client.ReadHeadAsync("GET")).Status.ShouldBe(101);
        foreach (var text in (string[])["a", new string('b', 200_000)])
        {
            await client.SendAsync(text);
            Encoding.ASCII.GetString(await client.ReadRawExactAsync(text.Length)).ShouldBe(text);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Events_arrive_one_by_one_and_a_reader_that_leaves_is_noticed(string engine)
    {
        var area = new TestArea();
        await using var rig = await BridgeRig.StartAsync(engine, area.Map);
        await using (var client = await rig.ConnectAsync())
        {
            await client.SendRequestAsync("GET", "/api/test/events", null);
            var answer = await client.ReadHeadAsync("GET");
            await client.ReadUntilAsync(answer, "data: one\n\n");
        }

        await area.Left.Task.WaitAsync(TimeSpan.FromSeconds(15));
        area.GoOn.SetResult();
        await using var second = await rig.ConnectAsync();
        (await second.ExchangeAsync("GET", "/api/test/events", null)).BodyText.ShouldBe("data: one\n\ndata: two\n\n");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Answer_that_breaks_off_is_reset_and_not_ended(string engine)
    {
        var area = new TestArea();
        await using var rig = await BridgeRig.StartAsync(engine, area.Map);
        await using var client = await rig.ConnectAsync();
        await client.SendRequestAsync("GET", "/api/test/cut", null);
        var answer = await client.ReadHeadAsync("GET");
        await client.ReadUntilAsync(answer, "only a part");

        area.GoOn.SetResult();

        await Should.ThrowAsync<IOException>(() => client.ReadBodyAsync(answer));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Control_plane_that_is_not_there_yet_is_503_and_the_data_plane_serves(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map, withControl: false);
        await using var client = await rig.ConnectAsync();

        var answer = await client.ExchangeAsync("GET", "/api/test/facts", null);
        answer.Status.ShouldBe(503);
        answer["content-type"].ShouldBe("application/problem+json");
        answer["retry-after"].ShouldBe("1");
        answer.BodyText.ShouldContain($"\"request_id\":\"{answer["x-request-id"]}\"");
        answer.BodyText.ShouldContain("\"code\":\"GATEWAY_OVERLOADED\"");
        (await client.ExchangeAsync("GET", "/v1/user/facts", null))["content-type"].ShouldBe("application/json");
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);

        await rig.StartControlAsync();
        (await client.ExchangeAsync("GET", "/api/test/facts", null)).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Path_with_a_second_spelling_is_refused(string engine)
    {
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map);
        await using var client = await rig.ConnectAsync();

        (await client.ExchangeAsync("GET", "/api/test%2ffacts", null)).Status.ShouldBe(400);
        (await client.ExchangeAsync("GET", "/API/test/facts", null)).Status.ShouldBe(404);
    }

    [Fact]
    public void Administration_is_served_where_it_is_meant_to_be()
    {
        var loopback = new ListenerFacts(new IPEndPoint(IPAddress.Loopback, 1));
        var open = new ListenerFacts(new IPEndPoint(IPAddress.Any, 1));
        var admin = new ListenerFacts(new IPEndPoint(IPAddress.Any, 2), IsAdmin: true);
        var plain = new GatewayConfig();
        var keyed = plain with { Auth = plain.Auth with { AdminKey = new Secret("sk-admin-12345") } };
        var apart = plain with { Server = plain.Server with { AdminUrls = ["http://0.0.0.0:2"] } };

        ControlAccess.Of(loopback, plain).ShouldBe(ControlVerdict.Served);
        ControlAccess.Of(open, plain).ShouldBe(ControlVerdict.Unguarded);
        ControlAccess.Of(open, keyed).ShouldBe(ControlVerdict.Served);
        ControlAccess.Of(loopback, apart).ShouldBe(ControlVerdict.Elsewhere);
        ControlAccess.Of(admin, apart).ShouldBe(ControlVerdict.Served);
        foreach (var path in (string[])["/api/keys", "/console", "/", "/v1/admin/status", "/registered", "/docs2"])
        {
            ControlAccess.Check(ControlVerdict.Unguarded, Encoding.ASCII.GetBytes(path)).Status.ShouldBe(403, path);
            ControlAccess.Check(ControlVerdict.Elsewhere, Encoding.ASCII.GetBytes(path)).Status.ShouldBe(404, path);
        }

        foreach (var path in (string[])["/v1/register", "/v1/auth/nonce", "/v1/balance", "/webhooks/stripe", "/docs", "/openapi.json", "/register"])
        {
            ControlAccess.Check(ControlVerdict.Elsewhere, Encoding.ASCII.GetBytes(path)).Code.ShouldBe(FaultCode.None, path);
        }
    }
}
