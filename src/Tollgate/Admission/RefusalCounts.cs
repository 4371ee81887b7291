using System.Collections.Concurrent;
using Tollgate.Configuration;
using Tollgate.Telemetry;

namespace Tollgate.Admission;

/// <summary>How many requests each rule has refused since the process began. Rules come from the operator; names beyond a hundred are one.</summary>
internal sealed class RefusalCounts
{
    private const int MaxRules = 99;

    private readonly ConcurrentDictionary<(string Rule, LimitScope Scope, LimitMetric Metric), long[]> _counts = new();

    /// <summary>Counts one; any thread.</summary>
    public void Count(LimitCell cell)
    {
        var rule = cell.Rule;
        var key = (rule.Name, rule.Scope, rule.Metric);
        if (!_counts.TryGetValue(key, out var count))
        {
            count = _counts.GetOrAdd(_counts.Count < MaxRules ? key : (SeriesTable.Other, key.Scope, key.Metric), static _ => new long[1]);
        }

        Interlocked.Increment(ref count[0]);
    }

    /// <summary>Requests that a rule has refused.</summary>
    public long Of(LimitRule rule) => _counts.TryGetValue((rule.Name, rule.Scope, rule.Metric), out var count) ? Volatile.Read(ref count[0]) : 0;

    /// <summary>Writes the family.</summary>
    public void Render(PrometheusText text)
    {
        text.Family("llm_limiter_rejections_total", "counter", "Requests that a limit refused.");
        foreach (var ((rule, scope, metric), count) in _counts)
        {
            text.Sample(
                "llm_limiter_rejections_total",
                Volatile.Read(ref count[0]),
                ("rule", rule),
                ("scope", scope.ToString().ToLowerInvariant()),
                ("metric", metric.ToString().ToLowerInvariant()));
        }
    }
}
