using System.Diagnostics;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Overload;

public sealed class Check_25_Slow_readers
{
    private const int BytesEach = 64 * 1024;

    /// <summary>Code that is compiled and first pages of pools while the test runs; not per reader.</summary>
    private const long Slack = 48L << 20;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_25_Fifty_slow_readers_are_dropped_and_others_unaffected(string engine) => SlowAsync(engine, 50);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_25_Two_thousand_slow_readers_are_dropped_and_others_unaffected(string engine) => SlowAsync(engine, 2000);

    private static async Task SlowAsync(string engine, int count)
    {
        await using var upstream = Answering.ByKind(Endless, () => new UpstreamScript().Json(Chat.Answer));
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("max_connections", count + 64)));
        (await host.ChatAsync()).Status.ShouldBe(200);
        var resident = host.Process.Cost().ResidentBytes;
        var slow = new List<RawClient>();
        for (var i = 0; i < count; i++)
        {
            slow.Add((await host.OpenStreamAsync(receiveBufferBytes: 2048)).Client);
        }

        // Not one of them reads on. All are dropped, their upstreams with them, while others are served.
        var peak = resident;
        var start = Stopwatch.GetTimestamp();
        var served = 0;
        while (upstream.Aborts < count)
        {
            (await host.ChatAsync()).Status.ShouldBe(200);
            served++;
            peak = Math.Max(peak, host.Process.Cost().ResidentBytes);
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(60), $"{upstream.Aborts} of {count} are dropped");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        (peak - resident).ShouldBeLessThan((count * (long)BytesEach) + Slack);
        served.ShouldBeGreaterThan(10);
        await Eventually.TrueAsync(() => host.Process.Out.Count(line => line.Contains("\"cancelled\":true", StringComparison.Ordinal)) == count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{engine}: {count} slow readers, {(peak - resident) / 1024.0 / count:0} KiB each at most, all dropped after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        foreach (var client in slow)
        {
            await client.DisposeAsync();
        }

        await host.ShouldBeSoundAsync();
    }

    /// <summary>As fast as the gateway takes them; what the kernel buffers is full within a moment.</summary>
    private static UpstreamScript Endless()
    {
        var text = new string('x', 600);
        var script = new UpstreamScript();
        for (var i = 0; i < 4000; i++)
        {
            script.Event(Chat.Delta(text)).Wait(TimeSpan.FromMilliseconds(5));
        }

        return script.ThenHang();
    }
}
