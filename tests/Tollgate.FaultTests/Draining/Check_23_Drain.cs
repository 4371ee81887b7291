using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Draining;

public sealed class Check_23_Drain
{
    private const double DelaySeconds = 4;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_23_Streams_finish_after_SIGTERM_and_new_connections_are_served_until_the_delay_is_over(string engine) => DrainAsync(engine, 100);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_23_A_thousand_streams_finish_after_SIGTERM(string engine) => DrainAsync(engine, 1000);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Idle_gateway_ends_at_once_on_either_signal(string engine)
    {
        foreach (var signal in (UnixSignal[])[UnixSignal.Terminate, UnixSignal.Interrupt])
        {
            await using var upstream = Answering.Always();
            await using var host = await HostProcess.StartAsync(engine, upstream);
            await using var keptAlive = await host.ConnectAsync();
            (await keptAlive.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization)).KeepsConnection.ShouldBeTrue();

            host.Process.Signal(signal);

            (await host.Process.ExitAsync(TimeSpan.FromSeconds(10))).ShouldBe(0);
            host.Printed.ShouldContain("\"connections_left\":0");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_does_not_fit_the_grace_period_is_told_so_recorded_and_exit_code_is_0(string engine)
    {
        await using var upstream = Answering.ByKind(() => new UpstreamScript().Event(Chat.Delta("first")).ThenHang(), () => new UpstreamScript().ThenHang());
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml.Set("server", "grace_seconds", 1).Provider("up", upstream.BaseUrl));
        var (client, stream) = await host.OpenStreamAsync();
        await client.ReadUntilAsync(stream, "first");
        await using var other = await host.ConnectAsync();
        await other.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization);
        await upstream.ReceivedAsync(2);
        await using var halfSent = await host.ConnectAsync();
        await halfSent.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n");

        host.Process.Signal(UnixSignal.Terminate);

        await client.ReadBodyAsync(stream);
        stream.IsComplete.ShouldBeTrue();
        stream.BodyText.ShouldContain("GATEWAY_OVERLOADED");
        stream.BodyText.ShouldNotContain("[DONE]");
        var refused = await other.ReadResponseAsync();
        refused.Status.ShouldBe(503);
        refused["retry-after"].ShouldNotBeNull();
        refused.KeepsConnection.ShouldBeFalse();
        (await halfSent.ClosedWithinAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
        (await host.Process.ExitAsync()).ShouldBe(0);
        host.Printed.ShouldContain("\"connections_left\":3");
        host.Process.Out.Count(line => line.Contains("GATEWAY_OVERLOADED", StringComparison.Ordinal)).ShouldBe(2, "both are in the access log");
        host.Printed.ShouldNotContain("unexpected exception");
        upstream.Requests.Count.ShouldBe(2, "nothing was tried again");
        await client.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Second_interrupt_ends_it_now(string engine)
    {
        await using var upstream = Answering.StreamsUntil(new TaskCompletionSource().Task);
        await using var host = await HostProcess.StartAsync(engine, upstream);
        var (client, stream) = await host.OpenStreamAsync();
        await client.ReadUntilAsync(stream, "first");

        host.Process.Signal(UnixSignal.Interrupt);
        await host.Process.LineAsync("Draining");
        host.Process.Signal(UnixSignal.Interrupt);

        (await host.Process.ExitAsync(TimeSpan.FromSeconds(10))).ShouldBe(130);
        await client.DisposeAsync();
    }

    private static async Task DrainAsync(string engine, int count)
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = Answering.StreamsUntil(finish.Task);
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Set("server", "drain_delay_seconds", DelaySeconds)
            .Provider("up", upstream.BaseUrl, ("max_connections", count + 64)));
        var streams = new List<(RawClient Client, RawResponse Answer)>();
        for (var i = 0; i < count; i++)
        {
            var opened = await host.OpenStreamAsync();
            await opened.Client.ReadUntilAsync(opened.Answer, "first");
            streams.Add(opened);
        }

        await using var keptAlive = await host.ConnectAsync();
        (await keptAlive.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization)).KeepsConnection.ShouldBeTrue();

        host.Process.Signal(UnixSignal.Terminate);
        await host.Process.LineAsync("Draining");

        // Accepted and served to the end of the delay, but told to go elsewhere.
        var ready = await host.ExchangeAsync("GET", "/health/ready");
        ready.Status.ShouldBe(503);
        ready.KeepsConnection.ShouldBeFalse();
        (await host.ExchangeAsync("GET", "/health/live")).Status.ShouldBe(200);
        var last = await keptAlive.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization);
        last.Status.ShouldBe(200);
        last.KeepsConnection.ShouldBeFalse();
        for (var i = 0; i < 10; i++)
        {
            var answer = await host.ChatAsync();
            answer.Status.ShouldBe(200);
            answer["connection"].ShouldBe("close");
        }

        // Then nobody listens any more, and what is in flight finishes.
        (await Eventually.BecomesTrueAsync(() => RefusesAsync(host), TimeSpan.FromSeconds(10))).ShouldBeTrue();
        host.Process.HasExited.ShouldBeFalse();
        finish.SetResult();
        foreach (var (client, answer) in streams)
        {
            await client.ReadBodyAsync(answer);
            answer.IsComplete.ShouldBeTrue();
            answer.BodyText.ShouldContain("[DONE]");
            await client.DisposeAsync();
        }

        (await host.Process.ExitAsync()).ShouldBe(0);
        host.Printed.ShouldContain("\"connections_left\":0");
        host.Printed.ShouldNotContain("unexpected exception");
    }

    private static async Task<bool> RefusesAsync(HostProcess host)
    {
        try
        {
            await using var client = await host.ConnectAsync();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
