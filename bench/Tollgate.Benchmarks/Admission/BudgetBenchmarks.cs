using BenchmarkDotNet.Attributes;
using Tollgate.Admission.Budgets;
using Tollgate.Configuration;

namespace Tollgate.Benchmarks.Admission;

/// <summary>What budgets add to a request: each subject looked up, the estimate set aside, the real cost charged.</summary>
[MemoryDiagnoser]
public class BudgetBenchmarks
{
    private readonly BudgetHold _hold = new();
    private readonly byte[] _app = [.. "check-out-service"u8];
    private BudgetTable _table = null!;
    private long _now;

    /// <summary>Budgets of the key, by day or month in several time zones.</summary>
    [Params(1, 2, 8)]
    public int Budgets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _table = new BudgetTable(TimeProvider.System);
        string[] zones = ["UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York"];
        _table.Apply([.. Enumerable.Range(0, Budgets).Select(i => new BudgetConfig
        {
            Name = $"b{i}", Scope = LimitScope.Key, Period = (BudgetPeriod)(i % 2), TimeZone = zones[i / 2], LimitNanoUsd = 1_000_000_000_000_000,
        })]);
        _now = _table.NowUnixMs;
    }

    [Benchmark]
    public void ReserveSettleAndEndByKey()
    {
        _hold.Begin(_table.Active, estimate: 100);
        foreach (var meter in _table.Active) { _hold.TryReserve(meter.Find("key_0f3a5c7e9b1d2f4a", "ci-runner")!.CellAt(_now)); }
        _hold.Settle(1);
        _hold.End();
    }

    [Benchmark]
    public void ReserveSettleAndEndByText()
    {
        _hold.Begin(_table.Active, estimate: 100);
        foreach (var meter in _table.Active) { _hold.TryReserve(meter.Find(_app)!.CellAt(_now)); }
        _hold.Settle(1);
        _hold.End();
    }
}
