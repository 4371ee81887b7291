using BenchmarkDotNet.Attributes;
using Tollgate.Loops;

namespace Tollgate.Benchmarks.Loops;

/// <summary>Deadlines as requests use them: put off again and again, seldom due.</summary>
[MemoryDiagnoser]
public class TimerWheelBenchmarks
{
    private readonly TimerWheel _wheel = new(0, static exception => throw exception);
    private readonly Nothing[] _timers = new Nothing[10_000];
    private long _now;
    private int _next;

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < _timers.Length; i++)
        {
            _timers[i] = new Nothing();
            _wheel.Set(_timers[i], 0, 60_000 + i);
        }
    }

    /// <summary>A deadline moves later: one store.</summary>
    [Benchmark(Baseline = true)]
    public void PutOff() => _wheel.Set(Next(), _now, 600_000);

    [Benchmark]
    public void SetAndClear()
    {
        var timer = Next();
        _wheel.Set(timer, _now, 30_000);
        TimerWheel.Clear(timer);
    }

    /// <summary>A turn of the loop, 1 ms after the one before, with 10,000 deadlines that are put off.</summary>
    [Benchmark]
    public int Turn()
    {
        _now++;
        _wheel.Set(Next(), _now, 60_000);
        _wheel.Advance(_now);
        return _wheel.MsToNext(_now);
    }

    private Nothing Next() => _timers[_next = (_next + 1) % _timers.Length];

    private sealed class Nothing : LoopTimer
    {
        internal override void OnDue()
        {
            // The cost of firing is the wheel's.
        }
    }
}
