namespace Tollgate.Control.RequestLog;

/// <summary>What one question about totals is about.</summary>
internal enum StatsMetric
{
    Requests,
    Errors,
    Tokens,
    InputTokens,
    OutputTokens,
    Cost,
    Latency,
}
