using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_17_Client_goes_away
{
    private const int Runs = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_17_Client_that_disconnects_cancels_the_upstream_and_is_recorded_as_499(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hello")).Event(Chat.Delta(" there")).ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var run = 1; run <= Runs; run++)
        {
            var answer = await StreamThenGoAsync(gateway, reset: run % 2 == 0);
            var request = await upstream.ReceivedAsync(run);

            await request.Aborted.WaitAsync(Limit);
            var record = await gateway.RecordOfAsync(answer);
            record.Status.ShouldBe(499);
            record.ErrorClass.ShouldBe("client_cancel");
            record.Flag("estimated").ShouldBe(true);
            record.Number("output_tokens").ShouldNotBeNull().ShouldBeGreaterThan(0);
        }

        upstream.Aborts.ShouldBe(Runs);
        upstream.Connections.ShouldBe(Runs, "a cancelled exchange kills its connection");
        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_17_Client_that_disconnects_before_the_first_byte_cancels_the_upstream(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization, "x-request-id: gone-with-fin");
            await upstream.ReceivedAsync();
        }

        (await gateway.AccessLog.RecordAsync("gone-with-fin")).Status.ShouldBe(499);
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization, "x-request-id: gone-with-rst");
            await upstream.ReceivedAsync(2);
            client.Reset();
        }

        var record = await gateway.AccessLog.RecordAsync("gone-with-rst");
        record.Status.ShouldBe(499);
        record.ErrorClass.ShouldBe("client_cancel");
        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
        upstream.Aborts.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_17_Client_that_disconnects_while_it_uploads_cancels_the_upstream(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\" }}"));
        foreach (var reset in (bool[])[false, true])
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync(
                $"POST /raw/r/x HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\nx-request-id: up-{reset}\r\ncontent-length: 1000000\r\n\r\nfirst");
            await Eventually.TrueAsync(() => upstream.Requests.Count > (reset ? 1 : 0));
            if (reset)
            {
                client.Reset();
            }
        }

        (await gateway.AccessLog.RecordAsync("up-False")).Status.ShouldBe(499);
        (await gateway.AccessLog.RecordAsync("up-True")).Status.ShouldBe(499);
        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
    }

    private static async Task<RawResponse> StreamThenGoAsync(RunningGateway gateway, bool reset)
    {
        await using var client = await gateway.ConnectAsync();
        await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
        var answer = await client.ReadHeadAsync();
        await client.ReadUntilAsync(answer, "there");
        if (reset)
        {
            client.Reset();
        }

        return answer;
    }
}
