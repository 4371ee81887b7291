using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Overload;

public sealed class Check_29_Three_times_the_capacity
{
    /// <summary>What may be served in a second.</summary>
    private const int Capacity = 40;

    private const string Refusing = "{ name: capacity, scope: global, metric: requests, limit: 40, per: 1s }";
    private const string Queueing = "{ name: capacity, scope: global, metric: requests, limit: 40, per: 1s, on_exceeded: queue, queue: { max: 20, timeout_seconds: 5 } }";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_29_The_surplus_is_refused_at_once_and_the_rest_is_served(string engine) => OverloadAsync(engine, Refusing, TimeSpan.FromSeconds(3));

    [Fact]
    public Task Check_29_A_full_queue_sheds_its_oldest_and_keeps_serving() =>
        OverloadAsync(Engines.Sockets, Queueing, TimeSpan.FromSeconds(3));

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_29_Five_minutes_of_it(string engine) => OverloadAsync(engine, Refusing, TimeSpan.FromMinutes(5), goodput: 0.9, refusedWithinMs: 20);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_29_Five_minutes_before_a_queue(string engine) => OverloadAsync(engine, Queueing, TimeSpan.FromMinutes(5), goodput: 0.9);

    private static async Task OverloadAsync(string engine, string limit, TimeSpan time, double goodput = 0.5, int refusedWithinMs = 0)
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("limits", limit));

        for (var i = 0; i < 10; i++)
        {
            (await host.ChatAsync()).Status.ShouldBe(200); // what is compiled now does not stall three seconds of load
        }

        var load = await OpenLoad.RunAsync(host, Capacity * 3, time);

        // What a rested bucket and the time admit; a queue still serves what waits in it when the load ends. A machine that is too
        // busy to send for a second loses what the bucket had no room for, so that three seconds prove less than five minutes.
        load.Good.ShouldBeLessThanOrEqualTo((int)(Capacity * (load.Lasted.TotalSeconds + 4)));
        load.Good.ShouldBeGreaterThanOrEqualTo((int)(goodput * Math.Min(Capacity * load.Lasted.TotalSeconds, load.Answers.Count)));
        load.Surplus.ShouldAllBe(surplus => surplus.Answer.Status == 429 && surplus.Answer["retry-after"] != null);
        if (refusedWithinMs > 0 && load.Surplus.Count > 0)
        {
            load.Surplus[load.Surplus.Count * 99 / 100].Took.TotalMilliseconds.ShouldBeLessThan(refusedWithinMs);
        }

        // And then it is as if nothing had been.
        (await Eventually.BecomesTrueAsync(async () => (await host.ChatAsync()).Status == 200, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await host.MetricAsync("llm_queue_depth")).ShouldBe(0);
        await host.ShouldBeSoundAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{engine}: {load.Answers.Count} in {load.Lasted.TotalSeconds:0.0} s, {load.Good} served, surplus refused after {(load.Surplus.Count > 0 ? load.Surplus[load.Surplus.Count / 2].Took.TotalMilliseconds : 0):0.0} ms (median)"));
    }
}
