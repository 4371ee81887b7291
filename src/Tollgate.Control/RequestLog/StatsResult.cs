namespace Tollgate.Control.RequestLog;

/// <summary>Totals.</summary>
/// <param name="From">Beginning of what was counted, a whole hour.</param>
/// <param name="To">Its end, a whole hour.</param>
/// <param name="Rows">In the order of time, then of falling request counts.</param>
/// <param name="Total">Over all rows, those cut off included.</param>
/// <param name="Partial">Rows were cut off at the limit, or the time for one answer was over: then what is older than <paramref name="From"/> is not counted.</param>
internal sealed record StatsResult(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<StatsRow> Rows, StatsTotals Total, bool Partial)
{
    /// <summary>
    /// Before this time only whole days are known, because their rows are gone: the time asked for was widened to them, and by the hour such a
    /// day is one bucket at its midnight. Null where hours are known throughout.
    /// </summary>
    public DateTimeOffset? WholeDaysBefore { get; init; }
}
