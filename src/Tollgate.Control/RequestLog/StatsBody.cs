namespace Tollgate.Control.RequestLog;

/// <summary>Totals over time and groups.</summary>
/// <param name="From">Beginning of what was counted, a whole hour.</param>
/// <param name="To">Its end, a whole hour.</param>
/// <param name="Interval">Width of the buckets.</param>
/// <param name="GroupBy">Dimensions, as asked for.</param>
/// <param name="Metric">The metric asked for; absent when all were.</param>
/// <param name="Rows">In the order of time, then of falling request counts.</param>
/// <param name="Total">Over all rows, those cut off included.</param>
/// <param name="Partial">Rows were cut off at the limit.</param>
internal sealed record StatsBody(
    DateTimeOffset From,
    DateTimeOffset To,
    string Interval,
    IReadOnlyList<string> GroupBy,
    string? Metric,
    IReadOnlyList<StatsItem> Rows,
    TotalsBody Total,
    bool Partial);
