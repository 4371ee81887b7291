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
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization, "x-request-id: gone-early");
            await upstream.ReceivedAsync();
        }

        (await upstream.AbortedWithinAsync(Limit)).ShouldBeTrue();
        (await gateway.AccessLog.RecordAsync("gone-early")).Status.ShouldBe(499);
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
