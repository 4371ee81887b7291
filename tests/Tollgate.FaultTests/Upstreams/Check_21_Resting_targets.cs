using System.Diagnostics;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Upstreams;

public sealed class Check_21_Resting_targets
{
    [Fact]
    public async Task Check_21_429_with_Retry_After_7_rests_the_target_for_seven_seconds_while_another_serves()
    {
        var refused = 0L;
        var back = 0L;
        await using var tired = ScriptedUpstream.Start(
            s => s.Decide(_ =>
            {
                refused = Stopwatch.GetTimestamp();
                return new UpstreamScript().Json(429, "{\"error\":{\"message\":\"slow down\"}}", "retry-after: 7");
            }),
            s => s.Decide(_ =>
            {
                Interlocked.CompareExchange(ref back, Stopwatch.GetTimestamp(), 0);
                return new UpstreamScript().Json(Chat.Answer);
            }));
        await using var good = Answering.Always();
        await using var host = await HostProcess.StartAsync(engine: "auto", yaml => yaml.Provider("tired", tired.BaseUrl).Provider("good", good.BaseUrl));

        await Eventually.TrueAsync(
            async () =>
            {
                (await host.ChatAsync()).Status.ShouldBe(200);
                return tired.Requests.Count > 1;
            },
            TimeSpan.FromSeconds(90));

        // The gateway's clock for this counts in steps of some milliseconds.
        Stopwatch.GetElapsedTime(refused, back).ShouldBeGreaterThan(TimeSpan.FromSeconds(6.9));
        good.Requests.Count.ShouldBeGreaterThan(1);
        await host.ShouldBeSoundAsync();
    }
}
