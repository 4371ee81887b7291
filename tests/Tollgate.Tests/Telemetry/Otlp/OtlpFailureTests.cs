using Shouldly;
using Tollgate.Configuration;
using Tollgate.Control.Telemetry;
using Tollgate.Recording;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Telemetry.Otlp;

/// <summary>A collector that is away, slow or angry costs bounded memory and nobody's time.</summary>
public sealed class OtlpFailureTests
{
    private static readonly RequestEntry[] Many = [.. Enumerable.Range(0, 3 * OtlpSink.QueueLength).Select(i => OtlpRig.Chat with { Id = RecordId.FirstAt(i) })];

    [Fact]
    public async Task Without_a_collector_the_queue_stays_bounded_and_what_is_too_much_is_counted()
    {
        var time = new ManualTimeProvider();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = $"http://127.0.0.1:{FreePort.Take()}" }, time);

        rig.WriteAsync(Many).IsCompletedSuccessfully.ShouldBeTrue();

        rig.Metric("tollgate_otlp_queue_depth").ShouldBeLessThanOrEqualTo(OtlpSink.QueueLength);
        await Eventually.TrueAsync(() => rig.Metric("tollgate_otlp_dropped_total") >= 3 * OtlpSink.QueueLength);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return rig.Metric("tollgate_otlp_dropped_total") == 2 * Many.Length;
        });
        rig.Metric("tollgate_otlp_spans_total").ShouldBe(0);
        rig.Lines().ShouldContain("\"event\":2500");
    }

    [Fact]
    public async Task A_collector_that_never_answers_holds_nobody_up_not_even_the_end()
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync(hangs: true);
        var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint }, time);
        rig.WriteAsync(Many).IsCompletedSuccessfully.ShouldBeTrue();
        rig.Sink.Dropped.ShouldBeGreaterThan(0);

        var ending = rig.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return ending.IsCompleted;
        });
        await ending;
        rig.Sink.Dropped.ShouldBe(2 * Many.Length);
    }

    [Theory]
    [InlineData(false, 503)]
    [InlineData(false, 429)]
    [InlineData(true, 14)]
    public async Task What_a_collector_cannot_take_now_it_gets_again(bool grpc, int status)
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync(grpc, hangs: false, status, status);
        await using var rig = new OtlpRig(
            new OtlpConfig { Endpoint = collector.Endpoint, Protocol = grpc ? OtlpProtocol.Grpc : OtlpProtocol.Http, Metrics = false }, time);
        await rig.WriteAsync(OtlpRig.Chat);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return rig.Metric("tollgate_otlp_spans_total") == 2;
        });

        collector.Received.Count.ShouldBe(3);
        rig.Sink.Dropped.ShouldBe(0);
        rig.Metric("tollgate_otlp_failures_total").ShouldBe(2);
        rig.Lines().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2); // failing, and working again
    }

    [Theory]
    [InlineData(false, 400)]
    [InlineData(false, 401)]
    [InlineData(true, 16)]
    public async Task What_a_collector_refuses_is_dropped_at_once(bool grpc, int status)
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync(grpc, hangs: false, status);
        await using var rig = new OtlpRig(
            new OtlpConfig { Endpoint = collector.Endpoint, Protocol = grpc ? OtlpProtocol.Grpc : OtlpProtocol.Http, Metrics = false }, time);
        await rig.WriteAsync(OtlpRig.Chat);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return rig.Sink.Dropped == 2;
        });

        collector.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Spans_that_wait_leave_before_the_end()
    {
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync();
        var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint }, time);
        await rig.WriteAsync(OtlpRig.Chat);
        await rig.DisposeAsync();

        collector.Spans().Count.ShouldBe(2);
        collector.Metrics().ShouldContainKey("gen_ai.client.token.usage");
    }

    [Fact]
    public async Task No_secret_of_the_collector_is_logged()
    {
        var headers = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase) { ["authorization"] = new("Bearer canary-7d1f") };
        var time = new ManualTimeProvider();
        await using var collector = await OtlpReceiver.StartAsync(grpc: false, hangs: false, 401);
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint, Headers = headers, Metrics = false }, time);
        await rig.WriteAsync(OtlpRig.Chat);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return rig.Sink.Dropped == 2;
        });

        collector.Received.Single().Headers["authorization"].ToString().ShouldBe("Bearer canary-7d1f");
        rig.Lines().ShouldContain("status 401");
        rig.Lines().ShouldNotContain("canary");
    }
}
