using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Recording;
using Tollgate.Surfaces;
using Tollgate.Telemetry;
using Tollgate.Tests.Admission;
using Tollgate.Tests.Host;
using Tollgate.Tests.Recording;
using Xunit;

namespace Tollgate.Tests.Telemetry;

/// <summary>What every request passes through allocates nothing.</summary>
public sealed class HotPathAllocationTests
{
    [Fact]
    public void Identifying_a_caller_and_its_model_allocates_nothing()
    {
        var table = new KeyTable([(new Caller { KeyId = 0, Name = "a", Models = new ModelPolicy(["gpt-*", "o1"]) }, "sk-alpha")]);
        var memo = new KeyMemo();
        var allowed = true;
        Allocated(() =>
        {
            var presented = new PresentedKey([]);
            presented.AddAuthorization("Bearer sk-alpha"u8);
            KeyCheck.Identify(table, ref presented, 0, memo, out var caller);
            allowed &= caller!.Models.Allows("o1"u8);
        }).ShouldBe(0);
        allowed.ShouldBeTrue();
    }

    [Fact]
    public void Taking_from_a_limit_and_telling_of_it_allocates_nothing()
    {
        var cells = Enum.GetValues<LimitAlgorithm>().Select((algorithm, i) => LimitRig.Cell(new LimitRule
        {
            Name = "r", Limit = 1000, Burst = 1000, Algorithm = algorithm, Metric = (LimitMetric)(i % 2),
        })).ToArray();
        var hold = new LimitHold { Estimate = new LimitEstimate(1, 2, 0, 0) };
        var bytes = new byte[LimitHeaders.MaxBytes];
        var now = 0L;
        Allocated(() =>
        {
            foreach (var cell in cells)
            {
                hold.Add(cell);
            }

            hold.TryTake(now += 10_000_000);
            LimitHeaders.Write(bytes, hold, 1);
            hold.Settle(3, 0, now);
            hold.Release(now);
        }).ShouldBe(0);
    }

    [Fact]
    public void Gathering_the_limits_of_route_provider_and_endpoint_allocates_nothing()
    {
        var snapshot = TestConfig.Compile(
            """
            providers:
              - { name: a, kind: vllm, base_url: "http://127.0.0.1:8000/v1", models: [m] }
            limits:
              - { scope: model, metric: requests, limit: 10, per: 1m }
              - { scope: provider, metric: requests, limit: 10, per: 1m }
              - { scope: endpoint, metric: requests, limit: 10, per: 1m }
            """);
        new LimitRig().Registry.Apply(snapshot);
        var route = snapshot.Resolve("m"u8)!;
        var found = 0;
        Allocated(() => found = snapshot.Limits.OfRoute(route).Length
            + snapshot.Limits.OfProvider(route.Candidates[0].Provider).Length
            + snapshot.Limits.OfEndpoint(SurfaceNames.Chat).Length).ShouldBe(0);
        found.ShouldBe(3);
        Allocated(() => LimitPlan.Empty.OfRoute(route)).ShouldBe(0);
    }

    [Fact]
    public void A_refusal_allocates_nothing()
    {
        var bytes = new byte[ErrorBody.MaxBytes];
        Allocated(() => ErrorBody.Write(Dialect.OpenAi, new GatewayFault(FaultCode.RateLimitExceeded, RetryAfterSeconds: 1), "req_1"u8, bytes)).ShouldBe(0);
    }

    [Fact]
    public void Recording_and_counting_a_request_allocates_nothing()
    {
        using var writer = new LogWriter(Stream.Null);
        var log = new AccessLog(writer.AddRing(AccessLog.RingBytes));
        var registry = new MetricsRegistry(TimeProvider.System, "0");
        var loop = registry.AddLoop();
        var series = registry.Series.Resolve("m", "p", "chat");
        var record = AccessLogLineTests.Full();
        var ids = new RequestIdSource();
        var id = new byte[RequestIdSource.Bytes];
        Allocated(() =>
        {
            ids.Write(id);
            log.Write(record);
            loop.CountRequest(series, record);
            loop.CountAttempt(series);
            record.Reset();
            record.Set(RecordText.RequestId, id);
        }).ShouldBe(0);
    }

    private static long Allocated(Action action)
    {
        for (var i = 0; i < 50; i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
