namespace Tollgate.Control.RequestLog;

/// <summary>One group in one bucket.</summary>
/// <param name="Time">Beginning of the bucket.</param>
/// <param name="Group">Value of each dimension, in their order.</param>
/// <param name="Value">The metric asked for: a count, nano-USD, or for <c>latency</c> the mean in microseconds.</param>
/// <param name="Totals">All metrics.</param>
internal sealed record StatsItem(DateTimeOffset Time, IReadOnlyDictionary<string, string> Group, long? Value, TotalsBody Totals);
