using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Registry;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task A_provider_that_stops_its_heartbeats_leaves_rotation_and_the_next_brings_it_back()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var made = await gateway.AdminAsync(
            200, "POST", "/v1/admin/providers", $$"""{"name":"gpu","endpoint":"{{upstream.BaseUrl}}","models":["m"],"heartbeat_seconds":1}""");
        var path = "/v1/admin/providers/" + made.Id();
        var token = made.GetProperty("heartbeat_token").GetString()!;
        (await BeatAsync(gateway, path, token)).Status.ShouldBe(200);
        (await ExcludedAsync(gateway, path)).ShouldBe("none");
        await UntilAsync(async () => await ExcludedAsync(gateway, path) == "no_heartbeat");
        (await gateway.AdminAsync(200, "GET", path)).GetProperty("heartbeat").GetProperty("missed").GetBoolean().ShouldBeTrue();
        (await gateway.MetricsAsync()).Sum("tollgate_registry_heartbeats_missed").ShouldBe(1);
        (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBe(503);
        upstream.Requests.ShouldBeEmpty();

        await gateway.AdminAsync(200, "PATCH", path.Replace("/v1/admin/providers", "/api/servers", StringComparison.Ordinal), """{"weight":3}""");
        (await ExcludedAsync(gateway, path)).ShouldBe("no_heartbeat", "an edit brings nobody back");
        (await BeatAsync(gateway, path, token)).Status.ShouldBe(200);
        (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBe(200, "the next heartbeat brings it back");
        (await gateway.AdminAsync(200, "GET", path)).ToString().ShouldNotContain(token);
        (gateway.Log + (await gateway.AdminAsync(200, "GET", "/api/audit"))).ShouldNotContain(token);
    }

    [Fact]
    public async Task A_heartbeat_needs_the_admin_key_or_the_token_of_that_very_provider()
    {
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var (a, tokenA) = await RegisterAsync(gateway, "a");
        var (b, _) = await RegisterAsync(gateway, "b");
        (await BeatAsync(gateway, a, tokenA)).Status.ShouldBe(200);
        (await BeatAsync(gateway, a, RegisteredServers.AdminKey)).Status.ShouldBe(200);
        (await BeatAsync(gateway, b, tokenA)).ShouldBeError(401, "AUTH_INVALID_TOKEN");
        (await BeatAsync(gateway, a, tokenA + "x")).ShouldBeError(401, "AUTH_INVALID_TOKEN");
        (await BeatAsync(gateway, a, Secrets.ClientKey)).ShouldBeError(403, "FORBIDDEN");
        (await BeatAsync(gateway, "/v1/admin/providers/srv_none", RegisteredServers.AdminKey)).ShouldBeError(404, "NOT_FOUND");
        await using var client = await gateway.ConnectAsync();
        (await client.ExchangeAsync("GET", a, null, "authorization: Bearer " + tokenA)).ShouldBeError(401, "AUTH_INVALID_TOKEN");
    }

    private static async Task<(string Path, string Token)> RegisterAsync(RunningGateway gateway, string name)
    {
        var made = await gateway.AdminAsync(200, "POST", "/v1/admin/providers", $$"""{"name":"{{name}}","kind":"demo","heartbeat_seconds":60}""");
        return ("/v1/admin/providers/" + made.Id(), made.GetProperty("heartbeat_token").GetString()!);
    }

    private static async Task<RawResponse> BeatAsync(RunningGateway gateway, string path, string credential)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.ExchangeAsync("POST", path + "/heartbeat", null, "authorization: Bearer " + credential);
    }

    private static async Task<string?> ExcludedAsync(RunningGateway gateway, string path) =>
        (await gateway.AdminAsync(200, "GET", path)).GetProperty("targets")[0].GetProperty("excluded").GetString();

    private static async Task UntilAsync(Func<Task<bool>> condition) =>
        (await Eventually.BecomesTrueAsync(condition, TimeSpan.FromSeconds(30))).ShouldBeTrue();
}
