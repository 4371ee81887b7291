namespace Tollgate.Control.RequestLog;

/// <summary>Metrics by name, and their values.</summary>
internal static class StatsMetrics
{
    public static IReadOnlyDictionary<string, StatsMetric> All { get; } = new Dictionary<string, StatsMetric>(StringComparer.Ordinal)
    {
        ["requests"] = StatsMetric.Requests,
        ["tokens"] = StatsMetric.Tokens,
        ["input_tokens"] = StatsMetric.InputTokens,
        ["output_tokens"] = StatsMetric.OutputTokens,
        ["cost"] = StatsMetric.Cost,
        ["errors"] = StatsMetric.Errors,
        ["latency"] = StatsMetric.Latency,
    };

    /// <summary>The metric's value; null for a mean over nothing.</summary>
    public static long? Of(TotalsBody totals, StatsMetric metric) => metric switch
    {
        StatsMetric.Requests => totals.Requests,
        StatsMetric.Errors => totals.Errors,
        StatsMetric.Tokens => totals.Tokens,
        StatsMetric.InputTokens => totals.InputTokens,
        StatsMetric.OutputTokens => totals.OutputTokens,
        StatsMetric.Cost => totals.CostNanousd,
        _ => totals.LatencyUs,
    };
}
