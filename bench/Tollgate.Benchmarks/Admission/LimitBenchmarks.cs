using BenchmarkDotNet.Attributes;
using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Admission;

/// <summary>The first rule, and each further one: taken together and released. And the headers that tell of them.</summary>
[MemoryDiagnoser]
public class LimitBenchmarks
{
    private readonly LimitHold _hold = new() { Estimate = new LimitEstimate(1, 1, 1, 1) };
    private readonly byte[] _headers = new byte[LimitHeaders.MaxBytes];
    private LimitCell[] _cells = [];
    private long _now;

    /// <summary>Rules that match.</summary>
    [Params(1, 2, 10)]
    public int Rules { get; set; }

    /// <summary>How they count.</summary>
    [Params(LimitAlgorithm.TokenBucket, LimitAlgorithm.SlidingWindow, LimitAlgorithm.FixedWindow, LimitAlgorithm.LeakyBucket)]
    public LimitAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var registry = new LimitRegistry(TimeProvider.System, new EventLog(new LogWriter(Stream.Null), TimeProvider.System));
        _cells = [.. Enumerable.Range(0, Rules).Select(i => registry.Make(
            LimitRule.PerMinute($"r{i}", 1_000_000_000) with { Algorithm = Algorithm }, "subject", (UInt128)i))];
        _now = registry.Clock.NowUs;
    }

    [Benchmark]
    public bool TakeAndRelease()
    {
        foreach (var cell in _cells)
        {
            _hold.Add(cell);
        }

        var admitted = _hold.TryTake(_now += 10);
        _hold.Release(_now);
        return admitted;
    }

    [Benchmark]
    public bool TakeTellAndRelease()
    {
        foreach (var cell in _cells)
        {
            _hold.Add(cell);
        }

        var admitted = _hold.TryTake(_now += 10);
        LimitHeaders.Write(_headers, _hold, 1_795_248_419_045);
        _hold.Release(_now);
        return admitted;
    }
}
