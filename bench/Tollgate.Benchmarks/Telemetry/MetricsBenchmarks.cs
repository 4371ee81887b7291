using BenchmarkDotNet.Attributes;
using Tollgate.Benchmarks.Recording;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Benchmarks.Telemetry;

/// <summary>What counting one request costs its loop.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private readonly MetricsRegistry _registry = new(TimeProvider.System, "0");
    private readonly RequestRecord _record = SampleRecord.Create();
    private readonly LoopMetrics _loop;
    private readonly Series _series;
    private readonly Series _fallback;
    private readonly PassThroughSeries _passThrough;

    public MetricsBenchmarks()
    {
        _loop = _registry.AddLoop();
        _series = _registry.Series.Resolve("m", "p", "chat");
        _fallback = _registry.Series.Resolve(SeriesTable.Other, "p", "chat");
        _passThrough = new PassThroughSeries(_registry.Series);
        _passThrough.Resolve(_fallback, "gpt-4o-mini"u8, answered: true);
    }

    [Benchmark]
    public void CountRequest() => _loop.CountRequest(_series, _record);

    [Benchmark]
    public bool FindPassThroughSeries() => _passThrough.Resolve(_fallback, "gpt-4o-mini"u8, answered: true) is not null;
}
