using Tollgate.Configuration;
using Tollgate.Recording;

namespace Tollgate.Admission;

/// <summary>
/// The limits' state in this process by identity: it outlives snapshots, so that a configuration change that does not touch a rule refills
/// nothing. Used when a snapshot is published; requests hold the cells themselves.
/// </summary>
/// <param name="time">Its monotonic clock.</param>
/// <param name="log">Told of rules that refuse.</param>
internal sealed class LimitRegistry(TimeProvider time, EventLog log)
{
    private readonly Lock _gate = new();
    private Dictionary<string, LimitTable> _tables = new(StringComparer.Ordinal);
    private Dictionary<string, OutputAverage> _averages = new(StringComparer.Ordinal);
    private LimitTable? _own;
    private LimitTable? _strangers;
    private long _cellIds;

    /// <summary>What windows are measured with.</summary>
    public LimitClock Clock { get; } = new(time);

    /// <summary>Rates that keys have of their own, beside the rules of the configuration.</summary>
    public LimitTable Own
    {
        get
        {
            lock (_gate)
            {
                return _own ??= new LimitTable(this, LimitRule.PerMinute("key", LimitRule.MaxLimit));
            }
        }
    }

    /// <summary>Addresses that sent requests without a valid key; null where these are not limited.</summary>
    public LimitTable? Strangers => Volatile.Read(ref _strangers);

    /// <summary>The tables in force, and that of the keys' own rates.</summary>
    public IReadOnlyList<LimitTable> Tables
    {
        get
        {
            lock (_gate)
            {
                return [.. _tables.Values, .. new[] { _own, _strangers }.OfType<LimitTable>()];
            }
        }
    }

    /// <summary>A number that no other cell has.</summary>
    public long NextCellId() => Interlocked.Increment(ref _cellIds);

    /// <summary>Makes the cell of a rule.</summary>
    public LimitCell Make(LimitRule rule, string subject, UInt128 key) => rule switch
    {
        { Metric: LimitMetric.Concurrency } => new ConcurrencyCell(NextCellId(), rule, subject, key),
        { Algorithm: LimitAlgorithm.SlidingWindow } => new SlidingWindowCell(NextCellId(), rule, subject, key),
        { Algorithm: LimitAlgorithm.FixedWindow } => new FixedWindowCell(NextCellId(), rule, subject, key),
        _ => new BucketCell(NextCellId(), rule, subject, key, Clock.NowUs),
    };

    /// <summary>A rule stopped a request: counted, and told of, but each cell at most once in ten seconds.</summary>
    public void CountRefusal(LimitCell cell)
    {
        Refusals.Count(cell);
        if (cell.TryTell(Clock.NowUs))
        {
            log.Warn(
                AdmissionEvents.LimitExceeded, "A limit refuses requests", ("rule", cell.Rule.Name), ("scope", cell.Rule.Scope.ToString()), ("subject", cell.Subject));
        }
    }

    /// <summary>What rules have refused.</summary>
    public RefusalCounts Refusals { get; } = new();

    /// <summary>Gives a snapshot its rules, before it is published, and forgets those that it does not have. From one thread at a time.</summary>
    public void Apply(ConfigSnapshot snapshot)
    {
        var tables = new Dictionary<string, LimitTable>(StringComparer.Ordinal);
        foreach (var rule in LimitNames.Distinct(snapshot.Config.Limits.Select(LimitRule.Of).Concat(ProviderRates.Of(snapshot.Config))))
        {
            var identity = LimitKey.Of(rule);
            var table = _tables.GetValueOrDefault(identity) ?? new LimitTable(this, rule);
            table.Adopt(rule);
            tables.Add(identity, table);
        }

        var averages = new Dictionary<string, OutputAverage>(StringComparer.Ordinal);
        foreach (var route in snapshot.Routes)
        {
            averages[route.Model] = route.Outputs = _averages.GetValueOrDefault(route.Model) ?? new OutputAverage();
        }

        ApplyStrangers(snapshot.Config.Auth.KeylessRequestsPerMinute);
        snapshot.Limits = new LimitPlan(this, tables.Values);
        lock (_gate)
        {
            (_tables, _averages) = (tables, averages);
        }
    }

    private void ApplyStrangers(long perMinute)
    {
        if (perMinute <= 0)
        {
            Volatile.Write(ref _strangers, null);
            return;
        }

        var rule = StrangerLimit.RuleOf(perMinute);
        var table = _strangers ?? new LimitTable(this, rule);
        table.Adopt(rule);
        Volatile.Write(ref _strangers, table);
    }
}
