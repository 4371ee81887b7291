using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_60_Line_breaks_in_configuration
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_60_Line_break_in_a_configured_name_key_or_header_is_refused(string engine)
    {
        const string Split = "a\r\nx-injected: yes";
        (string Where, Action<GatewayYaml> Configure)[] rows =
        [
            ("headers", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1", ("headers", Map("x-extra", Split)))),
            ("headers", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1", ("headers", Map(Split, "x")))),
            ("api_key", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1", ("api_key", Split))),
            ("name", yaml => yaml.Provider(Split, "http://127.0.0.1:8999/v1")),
            ("models", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1", ("models", (string[])[Split]))),
            ("models", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1", ("models", Map("m", Split)))),
            ("key", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1").Key("k", Split)),
            ("name", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1").Key(Split, "sk-long-enough-key")),
            ("base_url", yaml => yaml.Provider("p", "http://127.0.0.1:8999/v1\r\nx-injected: yes")),
        ];
        foreach (var (where, configure) in rows)
        {
            (await RunningGateway.RefusalAsync(engine, configure)).ShouldContain(where);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_60_Wire_shows_exactly_the_intended_headers(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("headers", Map("x-extra", "one two")));

        (await gateway.ChatAsync(Chat.Request(), "x-request-id: fixed", "accept: application/json")).Status.ShouldBe(200);

        var request = upstream.LastRequest;
        var names = request.Headers.Select(line => line.Name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToArray();
        names.Except(["traceparent"], StringComparer.Ordinal).ShouldBe(
            ["accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "x-extra", "x-request-id"]);
        request["x-extra"].ShouldBe("one two");
        request["content-type"].ShouldBe("application/json");
        request.BodyText.ShouldBe(Chat.Request());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_60_Line_breaks_from_a_client_or_an_upstream_stay_data(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("default", true)));
        var model = "m\r\nx-injected: yes";

        await gateway.ChatAsync(Chat.Request(model));
        await gateway.ExchangeAsync("GET", "/v1/files?a=%0d%0ax-injected:%20yes", null);

        upstream.Requests.ShouldAllBe(request => !request.Headers.Has("x-injected"));
        foreach (var record in await gateway.AccessLog.RecordsAsync(2))
        {
            record.ToString().ShouldNotContain("\n");
        }
    }

    private static Dictionary<string, string> Map(string name, string value) => new(StringComparer.Ordinal) { [name] = value };
}
