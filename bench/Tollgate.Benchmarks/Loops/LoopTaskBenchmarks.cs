using BenchmarkDotNet.Attributes;
using Tollgate.Loops;

namespace Tollgate.Benchmarks.Loops;

/// <summary>What an <c>await</c> costs on a loop: finished at once, suspended, and suspended two methods deep.</summary>
[MemoryDiagnoser]
public class LoopTaskBenchmarks
{
    private readonly LoopSignal _signal = new();

    [Benchmark(Baseline = true)]
    public void FinishedAtOnce() => AddAsync(1).Forget();

    [Benchmark]
    public void Suspended()
    {
        WaitAsync().Forget();
        _signal.Set();
    }

    [Benchmark]
    public void SuspendedTwoDeep()
    {
        WaitDeepAsync().Forget();
        _signal.Set();
    }

    private static async LoopTask<int> AddAsync(int number)
    {
        await LoopTask.Completed;
        return number + 1;
    }

    private async LoopTask<int> WaitAsync()
    {
        await _signal.WaitAsync();
        return 1;
    }

    private async LoopTask<int> WaitDeepAsync() => await WaitAsync() + 1;
}
