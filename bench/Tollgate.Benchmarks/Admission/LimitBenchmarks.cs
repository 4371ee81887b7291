using BenchmarkDotNet.Attributes;
using Tollgate.Admission;

namespace Tollgate.Benchmarks.Admission;

/// <summary>One limit: take, and the headers that tell of it.</summary>
[MemoryDiagnoser]
public class LimitBenchmarks
{
    private readonly TokenBucket _bucket = new(RateRule.PerMinute(RateRule.MaxLimit), 1_000_000_000, 0);
    private readonly TokenBucket _empty = new(new RateRule(1, TimeSpan.FromDays(1), 1), 1_000_000_000, 0);
    private readonly byte[] _headers = new byte[LimitHeaders.MaxBytes];
    private readonly LimitState _state = new(true, 600, 599, 100, 0);
    private long _now;

    [Benchmark]
    public bool Admitted() => _bucket.TryTake(_now += 1000, out _);

    [Benchmark]
    public bool Refused() => _empty.TryTake(_now += 1, out _);

    [Benchmark]
    public int Headers() => LimitHeaders.Write(_headers, _state, 1_795_248_419_045);
}
