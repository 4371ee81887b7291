using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>Waits for a connection: the deadline of all attempts counts them, and a client that leaves ends them.</summary>
public sealed class WaitingTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_while_it_waits_for_a_place_is_noticed_at_once(string engine)
    {
        var free = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(s => s.WaitFor(free.Task).Json(Chat.Answer), s => s.Json(Chat.Answer));
        await using var gateway = await OneLoopAsync(engine, upstream, ("max_connections", 1), ("connect_timeout_seconds", 600));
        var first = gateway.ChatAsync(Chat.Request());
        await upstream.ReceivedAsync();

        await LeaveAsync(gateway, "left-waiting");

        (await gateway.AccessLog.RecordAsync("left-waiting")).Status.ShouldBe(499);
        free.SetResult();
        (await first).Status.ShouldBe(200);
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200); // the place was not lost
        upstream.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_during_a_handshake_is_noticed_at_once(string engine)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Provider("silent", $"https://127.0.0.1:{port}/v1", ("connect_timeout_seconds", 600)));

        await LeaveAsync(gateway, "left-dialling");

        (await gateway.AccessLog.RecordAsync("left-dialling")).Status.ShouldBe(499);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Time_spent_waiting_for_a_place_counts_against_the_whole(string engine)
    {
        var free = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(s => s.WaitFor(free.Task).Json(Chat.Answer));
        await using var gateway = await OneLoopAsync(
            engine, upstream, ("max_connections", 1), ("connect_timeout_seconds", 600), ("timeout_seconds", 1), ("first_byte_timeout_seconds", 600));
        var first = gateway.ChatAsync(Chat.Request());
        await upstream.ReceivedAsync();

        (await gateway.ChatAsync(Chat.Request())).ShouldBeError(504, "UPSTREAM_TIMEOUT");
        (await first).ShouldBeError(504, "UPSTREAM_TIMEOUT");
        free.SetResult();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Attempts_share_one_deadline(string engine)
    {
        await using var slow = ScriptedUpstream.Start(s => s.ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("one", slow.BaseUrl, ("first_byte_timeout_seconds", 1), ("models", (string[])["x"]))
            .Provider("two", slow.BaseUrl, ("first_byte_timeout_seconds", 600), ("models", (string[])["x"]))
            .Add("models", "{ name: m, timeout_seconds: 5, targets: [{ provider: one, model: x }, { provider: two, model: x }] }"));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(504, "UPSTREAM_TIMEOUT");
        answer["x-tollgate-attempts"].ShouldBe("2");
    }

    private static Task<RunningGateway> OneLoopAsync(string engine, ScriptedUpstream upstream, params (string Name, object? Value)[] more) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Set("server", "loops", 1).Provider("up", upstream.BaseUrl, more));

    /// <summary>Asks, waits until the gateway has the request, and hangs up.</summary>
    private static async Task LeaveAsync(RunningGateway gateway, string id)
    {
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(RawRequest.Bytes(
            "POST", "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(Chat.Request()), gateway.Authorization, "content-type: application/json", "x-request-id: " + id));
        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("llm_active_requests") >= 1);
    }
}
