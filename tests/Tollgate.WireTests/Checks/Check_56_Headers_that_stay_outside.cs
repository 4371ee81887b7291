using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_56_Headers_that_stay_outside
{
    private static readonly string[] Inbound =
    [
        "cookie: session=inbound-canary", "proxy-authorization: Basic inbound-canary", "x-forwarded-for: 10.9.8.7", "x-forwarded-host: inbound-canary",
        "x-forwarded-proto: https", "forwarded: for=10.9.8.7", "x-real-ip: 10.9.8.7", "via: 1.1 inbound-canary", "keep-alive: timeout=5",
        "connection: keep-alive, x-hop", "x-hop: inbound-canary", "te: trailers", "proxy-connection: keep-alive", "x-tollgate-peer: inbound-canary",
        "x-tollgate-internal: inbound-canary", "upgrade: h2c", "expect: 100-continue", "app-name: inbound-canary", "origin: http://inbound-canary",
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_56_Anthropic_gets_one_version_and_the_clients_where_it_names_one(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("kind", "anthropic"));
        var body = """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""";

        (await gateway.ExchangeAsync("POST", "/v1/messages", body, gateway.Authorization)).Status.ShouldBe(200);
        upstream.LastRequest.HeadText.Split('\n').Where(line => line.StartsWith("anthropic-version", StringComparison.Ordinal))
            .ShouldBe(["anthropic-version: 2023-06-01\r"]);
        (await gateway.ExchangeAsync("POST", "/v1/messages", body, gateway.Authorization, "anthropic-version: 2023-01-01")).Status.ShouldBe(200);
        upstream.LastRequest.HeadText.Split('\n').Where(line => line.StartsWith("anthropic-version", StringComparison.Ordinal))
            .ShouldBe(["anthropic-version: 2023-01-01\r"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_56_Credentials_cookies_and_hop_by_hop_headers_never_reach_the_upstream(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("default", true));
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        string[] passing = [$"traceparent: {Trace}", "x-request-id: my-request-1", "openai-beta: assistants=v2", "x-stainless-lang: js", "user-agent: test/1"];

        (await gateway.ChatAsync(Chat.Request(), [.. Inbound, .. passing])).Status.ShouldBe(200);
        (await gateway.ExchangeAsync("GET", "/v1/files?limit=2", null, [.. Inbound.Where(line => !line.StartsWith("expect", StringComparison.Ordinal)), .. passing]))
            .Status.ShouldBe(200);

        upstream.Requests.Count.ShouldBe(2);
        foreach (var request in upstream.Requests)
        {
            request.HeadText.ShouldNotContain("inbound-canary");
            request.HeadText.ShouldNotContain("10.9.8.7");
            request.HeadText.ShouldNotContain(gateway.Key);
            request.Headers.All("authorization").ShouldBe([$"Bearer {Secrets.ProviderKey}"]);
            request.Headers.All("host").ShouldBe([$"127.0.0.1:{upstream.Port}"]);
            foreach (var name in (string[])["te", "upgrade", "keep-alive", "proxy-connection", "expect", "x-api-key", "x-hop"])
            {
                request.Headers.Has(name).ShouldBeFalse(name);
            }

            request["openai-beta"].ShouldBe("assistants=v2");
            request["x-stainless-lang"].ShouldBe("js");
            request["user-agent"].ShouldBe("test/1");
            request["x-request-id"].ShouldBe("my-request-1");
            request["traceparent"].ShouldNotBeNull().ShouldStartWith(Trace[..35]);
        }

        upstream.LastRequest.Target.ShouldBe("/v1/files?limit=2");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_56_Provider_cookies_ids_and_host_names_never_reach_the_client(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(
            200,
            Chat.Answer,
            "set-cookie: __cf_bm=outbound-canary",
            "server: outbound-canary",
            "via: 1.1 outbound-canary",
            "x-powered-by: outbound-canary",
            "openai-organization: outbound-canary",
            "x-tollgate-provider: outbound-canary",
            "connection: x-hop",
            "x-hop: outbound-canary",
            "access-control-allow-origin: outbound-canary",
            "openai-processing-ms: 42"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.Status.ShouldBe(200);
        var head = System.Text.Encoding.Latin1.GetString(answer.HeadBytes);
        head.ShouldNotContain("outbound-canary");
        head.ShouldNotContain(Secrets.ProviderKey);
        head.ShouldNotContain($":{upstream.Port}");
        answer["x-tollgate-provider"].ShouldBe("up");
        answer["openai-processing-ms"].ShouldBe("42");
        answer.Headers.All("x-request-id").Count.ShouldBe(1);
    }
}
