using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Overload;

public sealed class Check_24_Slow_heads
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_24_Three_hundred_half_open_requests_harm_nobody_and_are_dropped(string engine) => SlowAsync(engine, 300, 2);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_24_Five_thousand_half_open_requests_harm_nobody_and_are_dropped(string engine) => SlowAsync(engine, 5000, 10);

    private static async Task SlowAsync(string engine, int count, int timeoutSeconds)
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Set("server", "header_timeout_seconds", timeoutSeconds)
            .Provider("up", upstream.BaseUrl));
        var slow = new List<RawClient>();
        for (var i = 0; i < count; i++)
        {
            var client = await host.ConnectAsync();
            await client.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nx-slow: ");
            slow.Add(client);
        }

        using var stop = new CancellationTokenSource();
        var dripping = DripAsync(slow, stop.Token);
        for (var i = 0; i < 50; i++)
        {
            (await host.ExchangeAsync("GET", "/health")).Status.ShouldBe(200);
            (await host.ChatAsync()).Status.ShouldBe(200);
        }

        // A byte now and then buys no time: the limit is for the whole head.
        (await Eventually.BecomesTrueAsync(
            async () => await host.MetricAsync("tollgate_connections", ("side", "client")) <= 2, TimeSpan.FromSeconds(timeoutSeconds + 15))).ShouldBeTrue();
        await stop.CancelAsync();
        await dripping;
        foreach (var client in slow)
        {
            await client.DisposeAsync();
        }

        upstream.Requests.Count.ShouldBe(50);
        await host.ShouldBeSoundAsync();
    }

    private static async Task DripAsync(List<RawClient> clients, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var client in clients)
            {
                try
                {
                    await client.SendAsync("a");
                }
                catch (IOException)
                {
                    // Dropped, as it should be.
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }
}
