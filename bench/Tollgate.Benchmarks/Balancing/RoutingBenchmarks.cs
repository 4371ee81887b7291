using BenchmarkDotNet.Attributes;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Benchmarks.Balancing;

/// <summary>One choice among ten candidates.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private const int Targets = 10;
    private readonly SeededRandom _random = new(1);
    private Route _route = null!;
    private long _now;

    [Params(
        RoutingStrategy.Ordered, RoutingStrategy.RoundRobin, RoutingStrategy.Weighted, RoutingStrategy.LeastConnections, RoutingStrategy.LeastLatency,
        RoutingStrategy.SuccessRate, RoutingStrategy.Cost, RoutingStrategy.Blend)]
    public RoutingStrategy Strategy { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var config = new GatewayConfig
        {
            Providers = [.. Enumerable.Range(0, Targets).Select(i => new ProviderConfig { Name = $"t{i}", Kind = "vllm", BaseUrl = $"http://127.0.0.1:{8000 + i}/v1" })],
            Prices = [.. Enumerable.Range(0, Targets).Select(i => new PriceConfig { Model = "m", Provider = $"t{i}", Classes = new PriceClasses { Input = 1_000_000 + i, Output = 4_000_000 } })],
            Models =
            [
                new ModelConfig
                {
                    Name = "m", Strategy = Strategy, Blend = Strategy == RoutingStrategy.Blend ? new BlendWeights() : null,
                    Targets = [.. Enumerable.Range(0, Targets).Select(i => new TargetConfig { Provider = $"t{i}", Weight = i + 1 })],
                },
            ],
        };
        var snapshot = ConfigSnapshot.Compile(config, 1);
        new TargetStates().Apply(snapshot);
        new RouteStates().Apply(snapshot);
        _route = snapshot.Resolve("m"u8)!;
        foreach (var candidate in _route.Candidates)
        {
            candidate.State.Stats.Answered(1, 100 + (candidate.Ordinal * 5));
        }
    }

    [Benchmark]
    public int Choose() => Ask(0);

    [Benchmark]
    public int Sticky() => Ask(_random.Next() | 1);

    private int Ask(ulong key)
    {
        Span<Exclusion> exclusions = stackalloc Exclusion[Targets];
        Span<float> scores = stackalloc float[Targets];
        var selection = new Selection
        {
            Candidates = _route.Candidates, Route = _route, Random = _random, NowMs = _now++ >> 10, UnixMs = 1_790_000_000_000, InputTokens = 1000, OutputTokens = 500, StickyKey = key,
        };
        return Selector.Choose(in selection, exclusions, scores);
    }
}
