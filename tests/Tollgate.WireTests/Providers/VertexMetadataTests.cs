using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Tollgate.WireTests.Registry;
using Xunit;

namespace Tollgate.WireTests.Providers;

/// <summary>Vertex AI with the account of the machine, whose tokens Google's metadata server gives.</summary>
public sealed class VertexMetadataTests
{
    private const string Flavor = "Metadata-Flavor: Google";
    private const string Token = """{"access_token":"ya29.machine","expires_in":3599,"token_type":"Bearer"}""";
    private const string Generated = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hello"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_carry_the_machines_own_token_which_is_asked_for_once(string engine)
    {
        await using var metadata = ScriptedUpstream.Start(s => s.Json(200, Token, Flavor));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Generated));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("providers", Entry(upstream, metadata)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.ChatAsync(Chat.Request("gemini-x"))));

        answers.ShouldAllBe(answer => answer.Status == 200);
        upstream.Requests.ShouldAllBe(request => request["authorization"] == "Bearer ya29.machine");
        metadata.Requests.Count.ShouldBe(1);
        var asked = metadata.LastRequest;
        (asked.Method, asked.Target, asked["metadata-flavor"]).ShouldBe(("GET", "/computeMetadata/v1/instance/service-accounts/default/token", "Google"));
        gateway.Log.ShouldNotContain("ya29");
    }

    [Theory]
    [InlineData(200, Token, null, "not Google's metadata server")]
    [InlineData(404, "<html>Not found</html>", Flavor, "knows no service account")]
    [InlineData(500, "oops", Flavor, "answered 500")]
    [InlineData(200, """{"access_token":"ya29.x\r\nx-more: 1","expires_in":3599}""", Flavor, "answered 200")]
    public async Task What_answers_without_a_token_is_told_in_the_log_and_the_request_is_not_sent(int status, string body, string? header, string words)
    {
        await using var metadata = ScriptedUpstream.Start(s => s.Json(status, body, header is null ? [] : [header]));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Generated));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Add("providers", Entry(upstream, metadata)));

        (await gateway.ChatAsync(Chat.Request("gemini-x"))).Status.ShouldBe(503);

        upstream.Requests.ShouldBeEmpty();
        (await Eventually.BecomesTrueAsync(() => gateway.Log.Contains(words, StringComparison.Ordinal), TimeSpan.FromSeconds(60))).ShouldBeTrue(gateway.Log);
        gateway.Log.ShouldNotContain("ya29");
    }

    [Fact]
    public async Task A_machine_without_a_metadata_server_says_what_is_missing()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Generated));
        await using var gateway = await RunningGateway.StartAsync(
            Engines.Sockets, yaml => yaml.Add("providers", Entry(upstream, $"127.0.0.1:{FreePort.Take()}")));

        (await gateway.ChatAsync(Chat.Request("gemini-x"))).Status.ShouldBe(503);

        (await Eventually.BecomesTrueAsync(() => gateway.Log.Contains("needs a machine of Google's cloud", StringComparison.Ordinal), TimeSpan.FromSeconds(60)))
            .ShouldBeTrue(gateway.Log);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_health_check_carries_the_token_and_a_sign_in_that_fails_is_no_illness(string engine)
    {
        var isGiven = false;
        await using var metadata = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(isGiven ? 200 : 503, Token, Flavor));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Generated));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("providers", Entry(
            upstream, metadata.Origin["http://".Length..], ("health_check", new Dictionary<string, object> { ["path"] = "/up", ["interval_seconds"] = 0.1, ["timeout_seconds"] = 30 }))));
        await metadata.ReceivedAsync();
        await Eventually.TrueAsync(() => gateway.Log.Contains("answered 503", StringComparison.Ordinal));
        (await gateway.MetricsAsync()).Sum("tollgate_provider_healthy", ("provider", "vx")).ShouldBe(1);
        upstream.Requests.ShouldBeEmpty();

        isGiven = true;
        var check = await upstream.ReceivedAsync(); // after the pause that follows a failed sign-in

        (check.Method, check.Target, check["authorization"]).ShouldBe(("GET", "/up", "Bearer ya29.machine"));
    }

    [Fact]
    public async Task By_API_the_machines_token_can_not_be_sent_anywhere()
    {
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);

        var refused = await gateway.AdminAsync("POST", "/api/servers", """{"name":"v","kind":"vertex","project":"p","sign_in":"metadata","base_url":"https://evil.example","models":["m"]}""");

        refused.Status.ShouldBe(400, refused.ToString());
        refused.BodyText.ShouldContain("sign_in");
    }

    private static string Entry(ScriptedUpstream upstream, ScriptedUpstream metadata) => Entry(upstream, metadata.Origin["http://".Length..]);

    private static string Entry(ScriptedUpstream upstream, string metadata, params (string Name, object Value)[] more)
    {
        var entry = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = "vx", ["kind"] = "vertex", ["base_url"] = upstream.Origin, ["project"] = "my-project", ["models"] = new[] { "gemini-*" },
            ["sign_in"] = "metadata", ["metadata_host"] = metadata,
        };
        foreach (var (name, value) in more) { entry[name] = value; }
        return JsonSerializer.Serialize(entry);
    }
}
