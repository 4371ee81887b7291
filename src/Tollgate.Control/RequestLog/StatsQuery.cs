namespace Tollgate.Control.RequestLog;

/// <summary>Totals over time and groups. The filter's times are widened to whole hours, for rollups know nothing finer; the result says to which.</summary>
/// <param name="Filter">Which requests; <see cref="RequestFilter.IdPrefix"/> must be null.</param>
/// <param name="Interval">Time buckets.</param>
/// <param name="GroupBy">Dimensions, none to three.</param>
/// <param name="MaxRows">Most rows, at most 100,000; those with most requests come first within a bucket.</param>
internal sealed record StatsQuery(RequestFilter Filter, StatsInterval Interval, IReadOnlyList<StatsDimension> GroupBy, int MaxRows = 10_000);
