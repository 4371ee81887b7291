using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_50_Schemes_ports_and_proxies
{
    private static readonly string[] Forbidden =
    [
        "file:///etc/passwd", "gopher://api.example.com/v1", "ftp://api.example.com/v1", "unix:/run/x.sock", "http://api.example.com:22/v1",
        "http://api.example.com:25/v1", "http://api.example.com:6379/v1", "//api.example.com/v1", "api.example.com/v1", "http:///v1",
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_50_Scheme_or_port_that_is_no_http_is_refused_at_the_start(string engine)
    {
        foreach (var url in Forbidden)
        {
            var reason = await RunningGateway.RefusalAsync(engine, yaml => yaml.Provider("bad", url));
            reason.ShouldContain("base_url", Case.Insensitive, url);
            reason.ShouldNotContain(Secrets.ProviderKey);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_50_Proxy_of_the_environment_is_ignored(string engine)
    {
        await using var proxy = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        var environment = ((string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"])
            .ToDictionary(name => name, _ => (string?)proxy.Origin, StringComparer.Ordinal);
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Provider("up", upstream.BaseUrl), ProcessGateway.With(environment));

        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        upstream.Requests.Count.ShouldBe(1);
        proxy.Connections.ShouldBe(0);
    }
}
