namespace Tollgate.Control.RequestLog;

/// <summary>A question about totals as it was asked.</summary>
/// <param name="Query">For the store.</param>
/// <param name="Groups">Dimensions by the names that the asker used.</param>
/// <param name="Interval">Name of the interval.</param>
/// <param name="Metric">Name and value of the metric; null for all.</param>
internal sealed record StatsQuestion(StatsQuery Query, IReadOnlyList<string> Groups, string Interval, (string Name, StatsMetric Metric)? Metric);
