using BenchmarkDotNet.Attributes;
using Tollgate.Admission;
using Tollgate.Admission.Shared;
using Tollgate.Configuration;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Redis;

namespace Tollgate.Benchmarks.Admission;

/// <summary>One rule: this process's own, and one that replicas share by leases while permits are in hand. The difference is what leasing costs.</summary>
[MemoryDiagnoser]
public class LeaseBenchmarks
{
    private const long Plenty = 1L << 50;

    private readonly LimitHold _hold = new() { Estimate = new LimitEstimate(1, 1, 1, 1) };
    private readonly LoopGroup _loops = new(LoopEngine.Sockets, 1, static exception => throw exception);
    private LimitCell _local = null!;
    private LimitCell _leased = null!;
    private SharedLimits _limits = null!;
    private long _now;

    [GlobalSetup]
    public void Setup()
    {
        var log = new EventLog(new LogWriter(Stream.Null), TimeProvider.System);
        var registry = new LimitRegistry(TimeProvider.System, log);
        var rule = LimitRule.PerMinute("r", 1_000_000_000_000);
        _local = registry.Make(rule, "subject", 1);
        _leased = registry.Make(rule with { Mode = LimitMode.Leased }, "subject", 2);
        _leased.Shared!.Pot.Drawn(0, Plenty, 1, 0);
        _ = RedisUrl.TryParse(new Secret("redis://127.0.0.1:1/0"), out var url, out _);
        var resolver = new UpstreamResolver(UpstreamResolver.SystemLookup, EgressPolicy.Default, TimeProvider.System, new UpstreamResolverOptions());
        var circuit = new RedisCircuit(1, url!.Name, log, status: null, TimeProvider.System);
        _limits = new SharedLimits(_loops.Loops[0], new RedisLink(_loops.Loops[0], new RedisDialer(url, resolver), circuit, 500), registry.Clock);
        _now = registry.Clock.NowUs;
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _loops.StopAsync();

    [Benchmark(Baseline = true)]
    public bool Local()
    {
        _hold.Add(_local);
        var admitted = _hold.TryTake(_now += 10);
        _hold.Release(_now);
        return admitted;
    }

    [Benchmark]
    public bool Leased()
    {
        _hold.Add(_leased);
        var admitted = SharedTake.Begin(_hold, 0, _limits, _now += 10) == 0;
        _hold.Release(_now);
        return admitted;
    }
}
