namespace Tollgate.Control.RequestLog;

/// <summary>Totals.</summary>
/// <param name="From">Beginning of what was counted, a whole hour.</param>
/// <param name="To">Its end, a whole hour.</param>
/// <param name="Rows">In the order of time, then of falling request counts.</param>
/// <param name="Total">Over all rows, those cut off included.</param>
/// <param name="Partial">Rows were cut off at the limit.</param>
internal sealed record StatsResult(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<StatsRow> Rows, StatsTotals Total, bool Partial);
