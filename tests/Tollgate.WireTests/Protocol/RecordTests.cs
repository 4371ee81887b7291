using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>Every request leaves a line in the access log, also one that went nowhere.</summary>
public sealed class RecordTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Wrong_addresses_and_unreadable_requests_are_recorded_and_probes_are_not(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        await using (var client = await gateway.ConnectAsync())
        {
            (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
            (await client.ExchangeAsync("GET", "/nothing", null)).Status.ShouldBe(404);
        }

        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\nHost: x\n\n");
            (await client.ReadResponseAsync()).Status.ShouldBe(400);
        }

        var records = await gateway.AccessLog.RecordsAsync(2);
        records.Select(r => (r.Status, r.ErrorCode)).ShouldBe([(404, "NOT_FOUND"), (400, "MALFORMED_REQUEST")], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Refused_head_request_has_no_body(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        await using var client = await gateway.ConnectAsync();

        var refused = await client.ExchangeAsync("HEAD", "/v1/models", null);
        refused.Status.ShouldBe(401);
        refused.Body.Length.ShouldBe(0);
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
    }
}
