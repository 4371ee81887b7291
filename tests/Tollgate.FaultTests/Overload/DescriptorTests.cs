using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Overload;

public sealed class DescriptorTests
{
    /// <summary>Enough to run on, however many loops the machine's processors make; few enough to use up.</summary>
    private static readonly int Descriptors = 400 + (24 * Environment.ProcessorCount);

    [Fact]
    public async Task More_connections_than_the_system_allows_are_refused_at_the_start()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => HostProcess.StartAsync(
            Engines.All().First().Data, yaml => yaml.Set("server", "max_connections", 100_000), new HostStart { Descriptors = Descriptors }));
        refused.Message.ShouldContain("server.max_connections is 100000, but this process may open");
        refused.Message.ShouldContain("ulimit -n");
    }

    /// <summary>Nightly: a runtime that has to load one more assembly just then ends the process, which the default cap prevents and this test asks for.</summary>
    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Accepting_goes_on_after_descriptors_ran_out(string engine)
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(
            engine, yaml => yaml.Set("server", "max_connections", 2000).Provider("up", upstream.BaseUrl), new HostStart { Descriptors = 4096 });
        (await host.ChatAsync()).Status.ShouldBe(200);
        (await host.MetricAsync("tollgate_accept_errors_total")).ShouldBe(0);

        // A runtime that cannot open an assembly any more ends the process: the last part to load has to be there.
        await Eventually.TrueAsync(async () => (await host.ExchangeAsync("GET", "/api/version")).Status != 503);
        await LowerAsync(host, Descriptors);
        var idle = new List<RawClient>();
        for (var i = 0; i < Descriptors; i++)
        {
            try
            {
                idle.Add(await host.ConnectAsync());
            }
            catch (IOException)
            {
                // The kernel's queue of the listener is full as well.
            }
        }

        // The last of them wait in the kernel; nobody spins over them.
        await Eventually.TrueAsync(() => host.Process.Cost().Descriptors >= Descriptors - 2);
        foreach (var client in idle)
        {
            await client.DisposeAsync();
        }

        (await host.ChatAsync()).Status.ShouldBe(200);
        (await host.MetricAsync("tollgate_accept_errors_total")).ShouldBeGreaterThan(0);
        await host.ShouldBeSoundAsync();
        (await host.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Default_cap_on_connections_leaves_descriptors_for_upstreams(string engine)
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(engine, upstream, new HostStart { Descriptors = Descriptors });
        (await host.ChatAsync()).Status.ShouldBe(200);
        await using var served = await host.ConnectAsync();
        (await served.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        var idle = new List<RawClient>();
        for (var i = 0; i < Descriptors; i++)
        {
            try
            {
                idle.Add(await host.ConnectAsync());
            }
            catch (IOException)
            {
                // Refused before we knew that we were connected.
            }
        }

        // Those beyond the cap are refused, those within it are served.
        (await Eventually.BecomesTrueAsync(async () => await RefusedAsync(served) > 0, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await served.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization)).Status.ShouldBe(200);
        foreach (var client in idle)
        {
            await client.DisposeAsync();
        }

        // That an accept failed now and then is no fault: those beyond the cap hold a descriptor each until they are told.
        await host.ShouldBeSoundAsync();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connections_beyond_the_cap_are_refused_and_a_free_place_is_taken(string engine)
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml.Set("server", "max_connections", 8).Provider("up", upstream.BaseUrl));
        await using var served = await host.ConnectAsync();
        (await served.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        (await Eventually.BecomesTrueAsync(async () => await ConnectionsAsync(served) == 1, TimeSpan.FromSeconds(5))).ShouldBeTrue();
        var held = new List<RawClient>();
        for (var i = 0; i < 7; i++)
        {
            var client = await host.ConnectAsync();
            (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
            held.Add(client);
        }

        (await IsRefusedAsync(host)).ShouldBeTrue();

        (await RefusedAsync(served)).ShouldBe(1);
        await held[0].DisposeAsync();
        (await Eventually.BecomesTrueAsync(async () => await ConnectionsAsync(served) == 7, TimeSpan.FromSeconds(5))).ShouldBeTrue();
        (await host.ChatAsync()).Status.ShouldBe(200);
        foreach (var client in held)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>The reset may come before the client knows that it is connected.</summary>
    private static async Task<bool> IsRefusedAsync(HostProcess host)
    {
        try
        {
            await using var client = await host.ConnectAsync();
            return await client.ClosedWithinAsync(TimeSpan.FromSeconds(5));
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<double> RefusedAsync(RawClient client) =>
        new MetricsPage((await client.ExchangeAsync("GET", "/metrics", null)).BodyText).Sum("tollgate_connections_refused_total") ?? 0;

    private static async Task<double> ConnectionsAsync(RawClient client) =>
        new MetricsPage((await client.ExchangeAsync("GET", "/metrics", null)).BodyText).Sum("tollgate_connections") ?? throw new InvalidOperationException("No such metric.");

    /// <summary>Takes descriptors away from a running process: at the start it would refuse more connections than it has them for.</summary>
    private static async Task LowerAsync(HostProcess host, int descriptors)
    {
        await using var prlimit = ProcessRunner.Start("prlimit", [string.Create(CultureInfo.InvariantCulture, $"--pid={host.Process.Id}"), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}")]);
        (await prlimit.ExitAsync()).ShouldBe(0, string.Join('\n', prlimit.Err));
    }
}
