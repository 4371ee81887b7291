using Shouldly;
using Tollgate.Configuration;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Telemetry.Otlp;

/// <summary>Names, units and bounds are the GenAI conventions'.</summary>
public sealed class OtlpMetricTests
{
    [Fact]
    public async Task Requests_are_counted_in_the_conventions_histograms()
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint, Traces = false }, time);
        await rig.WriteAsync(OtlpRig.Chat, OtlpRig.Chat with { Streamed = false, TtftMicroseconds = -1 }, OtlpRig.Failed);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(15));
            return collector.Metrics().Count > 0;
        });

        var metrics = collector.Metrics();
        metrics.ToDictionary(m => m.Key, m => m.Value.Text(3), StringComparer.Ordinal).ShouldBe(
            new Dictionary<string, string>
            {
                ["gen_ai.client.token.usage"] = "{token}",
                ["gen_ai.client.operation.duration"] = "s",
                ["gen_ai.server.request.duration"] = "s",
                ["gen_ai.server.time_to_first_token"] = "s",
            },
            ignoreOrder: true);
        foreach (var metric in metrics.Values)
        {
            metric.One(9).Number(2, 0).ShouldBe(2UL); // cumulative
            metric.One(9).All(1).ShouldAllBe(point => point.Fixed64s(6).Length == point.Doubles(7).Length + 1);
            metric.One(9).All(1).ShouldAllBe(point => point.Number(2, 1) <= point.Number(3, 1));
        }

        var usage = metrics["gen_ai.client.token.usage"].One(9).All(1).ToDictionary(point => point.Attributes(9)["gen_ai.token.type"], StringComparer.Ordinal);
        usage["input"].Number(4, 1).ShouldBe(2UL);
        usage["input"].Double(5).ShouldBe(200);
        usage["output"].Double(5).ShouldBe(40);
        usage["input"].Doubles(7).ShouldBe([1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864]);
        usage["input"].Fixed64s(6)[4].ShouldBe(2UL); // 100 tokens lie between 64 and 256
        usage["input"].Attributes(9).ShouldBe(
            new Dictionary<string, string>
            {
                ["gen_ai.operation.name"] = "chat",
                ["gen_ai.provider.name"] = "openai",
                ["gen_ai.request.model"] = "fast",
                ["gen_ai.response.model"] = "gpt-4o-mini",
                ["gen_ai.token.type"] = "input",
                ["server.address"] = "api.openai.com",
                ["server.port"] = "443",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Times_are_seconds_and_a_failure_has_its_class()
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint, Traces = false }, time);
        await rig.WriteAsync(OtlpRig.Chat, OtlpRig.Failed);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(15));
            return collector.Metrics().Count > 0;
        });

        var durations = collector.Metrics()["gen_ai.client.operation.duration"].One(9).All(1);
        var good = durations.Single(point => !point.Attributes(9).ContainsKey("error.type"));
        var bad = durations.Single(point => point.Attributes(9).ContainsKey("error.type"));
        good.Double(5).ShouldBe(1.499, 1e-9);
        good.Doubles(7).ShouldBe([0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]);
        bad.Attributes(9)["error.type"].ShouldBe("upstream_unreachable");
        bad.Attributes(9)["gen_ai.request.model"].ShouldBe("other"); // nobody has answered to what the client made up
        collector.Metrics()["gen_ai.server.time_to_first_token"].One(9).All(1).Single().Double(5).ShouldBe(0.25, 1e-9);
        collector.Metrics()["gen_ai.server.request.duration"].One(9).All(1).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Names_that_are_too_many_come_together()
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint, Traces = false }, time);
        await rig.WriteAsync([.. Enumerable.Range(0, 5000).Select(i => OtlpRig.Chat with { Model = $"m{i}" })]);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(15));
            return collector.Metrics().Count > 0;
        });

        var points = collector.Metrics()["gen_ai.client.operation.duration"].One(9).All(1);
        points.Count.ShouldBeLessThan(100);
        points.Sum(point => (long)point.Number(4, 1)).ShouldBe(5000);
    }
}
