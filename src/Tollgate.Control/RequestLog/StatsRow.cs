namespace Tollgate.Control.RequestLog;

/// <summary>Totals of one group in one time bucket.</summary>
/// <param name="Bucket">Beginning of the bucket.</param>
/// <param name="Group">Values of the dimensions asked for, in their order.</param>
/// <param name="Totals">The sums.</param>
internal sealed record StatsRow(DateTimeOffset Bucket, IReadOnlyList<string> Group, StatsTotals Totals);
