using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>Whom a connection belongs to, how many there may be, and what keeps them alive.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task X_forwarded_for_is_believed_from_trusted_proxies_only(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        (string[] Trusted, string Forwarded, string Client)[] cases =
        [
            ([], "192.0.2.7", "127.0.0.1"),
            (["10.0.0.0/8"], "192.0.2.7", "127.0.0.1"),
            (["127.0.0.0/8"], "192.0.2.7", "192.0.2.7"),
            (["127.0.0.1", "10.0.0.0/8"], "203.0.113.1, 192.0.2.7, 10.1.1.1", "192.0.2.7"),
        ];
        foreach (var (trusted, forwarded, expected) in cases)
        {
            await using var gateway = await RunningGateway.StartAsync(
                engine, yaml => yaml.Set("server", "trusted_proxies", trusted).Provider("up", upstream.BaseUrl));

            var answer = await gateway.ChatAsync(Chat.Request(), "x-forwarded-for: " + forwarded);

            (await gateway.RecordOfAsync(answer)).Text("client_ip").ShouldBe(expected);
            upstream.LastRequest["x-forwarded-for"].ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connections_over_the_limit_are_reset_and_counted_and_a_free_place_is_given_again(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Set("server", "max_connections", 3).Provider("up", upstream.BaseUrl));
        await using var first = await gateway.ConnectAsync();
        (await SendAsync(first, gateway)).Status.ShouldBe(200);
        await using (var second = await gateway.ConnectAsync())
        {
            (await SendAsync(second, gateway)).Status.ShouldBe(200);

            // The third place is the metrics client's; one more is too many.
            (await gateway.MetricsAsync()).Sum("tollgate_client_connections_limit").ShouldBe(3);
            (await IsRefusedAsync(gateway)).ShouldBeTrue();
            (await gateway.MetricsAsync()).Sum("tollgate_connections_refused_total").ShouldBe(1);
        }

        (await Eventually.BecomesTrueAsync(() => ServesAsync(gateway), TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Silent_stream_is_kept_alive_by_comments_between_events(string engine)
    {
        var more = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(
            s => s.Event(Chat.Delta("Hel")).Chunk("data: {\"half\":").WaitFor(more.Task).Chunk("1}\n\n").Done());
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Set("server", "heartbeat_seconds", 0.02).Provider("up", upstream.BaseUrl));
        await using var client = await gateway.ConnectAsync();

        await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
        var answer = await client.ReadHeadAsync();
        await client.ReadUntilAsync(answer, ": heartbeat\n\n: heartbeat\n\n");
        answer.BodyText.ShouldStartWith($"data: {Chat.Delta("Hel")}\n\n: heartbeat\n\n");
        answer.BodyText.ShouldNotContain("half");
        more.SetResult();
        await client.ReadBodyAsync(answer);

        answer.BodyText.Replace(": heartbeat\n\n", "", StringComparison.Ordinal)
            .ShouldBe($"data: {Chat.Delta("Hel")}\n\ndata: {{\"half\":1}}\n\ndata: [DONE]\n\n");
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_during_heartbeats_ends_the_stream(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).ThenHang());
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Set("server", "heartbeat_seconds", 0.01).Provider("up", upstream.BaseUrl));
        foreach (var reset in (bool[])[false, true])
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
            var answer = await client.ReadHeadAsync();
            await client.ReadUntilAsync(answer, ": heartbeat");
            if (reset)
            {
                client.Reset();
            }
            else
            {
                await client.DisposeAsync();
            }

            (await gateway.RecordOfAsync(answer)).Status.ShouldBe(499);
        }

        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
    }

    private static Task<RawResponse> SendAsync(RawClient client, RunningGateway gateway) =>
        client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);

    /// <summary>The reset may come while the client still connects.</summary>
    private static async Task<bool> IsRefusedAsync(RunningGateway gateway)
    {
        try
        {
            await using var client = await gateway.ConnectAsync();
            return await client.ClosedWithinAsync(TimeSpan.FromSeconds(10));
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<bool> ServesAsync(RunningGateway gateway)
    {
        try
        {
            return (await gateway.ChatAsync(Chat.Request())).Status == 200;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
