using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_46_Private_addresses
{
    /// <summary>Metadata and link-local addresses: refused even where the file names them, unless <c>egress.allow</c> holds them.</summary>
    private static readonly string[] Forbidden =
    [
        "http://169.254.169.254/v1", "http://169.254.1.1/v1", "http://[fe80::1]/v1", "http://[fd00:ec2::254]/v1", "http://100.100.100.200/v1",
        "http://0.0.0.0/v1", "http://[::]/v1",
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_46_Metadata_and_link_local_addresses_are_refused_at_the_start_or_at_the_dial(string engine)
    {
        foreach (var url in Forbidden)
        {
            await EgressAssertions.ShouldBeRefusedAsync(engine, url);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_46_Own_listener_is_refused(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        foreach (var host in (string[])["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
        {
            gateway.WriteConfig(yaml => yaml.Provider("self", $"http://{host}:{gateway.Port}/v1"));
            var answer = await gateway.ChatAsync(Chat.Request());

            // Either the reload was refused and the old upstream answers, or the dial is refused. Never a request to ourselves.
            answer.Status.ShouldBe(answer["x-tollgate-provider"] == "up" ? 200 : 503, host);
        }

        gateway.AccessLog.Records().ShouldAllBe(record => record.Attempts == null || record.Attempts < 3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_46_No_field_of_a_client_chooses_the_host(string engine)
    {
        await using var evil = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("default", true));
        var fields = string.Concat(((string[])["api_base", "base_url", "api_url", "endpoint", "host", "proxy", "organization", "extra_headers"])
            .Select(name => $"\"{name}\":\"{evil.BaseUrl}\","));
        var body = Chat.Request().Replace("{\"model\"", "{" + fields + "\"model\"", StringComparison.Ordinal);

        (await gateway.ChatAsync(body)).Status.ShouldBe(200);
        upstream.LastRequest.BodyText.ShouldBe(body);
        foreach (var header in (string[])["x-tollgate-provider", "x-base-url", "x-api-base", "x-forwarded-host", "x-original-url", "x-rewrite-url"])
        {
            await gateway.ChatAsync(Chat.Request(), $"{header}: {evil.BaseUrl}");
            await gateway.ExchangeAsync("GET", "/v1/files", null, $"{header}: {evil.BaseUrl}");
        }

        await gateway.ExchangeAsync("GET", "/v1/files", null, $"host: 127.0.0.1:{evil.Port}");
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync($"GET {evil.BaseUrl}/files HTTP/1.1\r\nhost: 127.0.0.1:{evil.Port}\r\n{gateway.Authorization}\r\n\r\n");
        await client.ReadResponseAsync("GET");
        evil.Connections.ShouldBe(0);
    }
}
