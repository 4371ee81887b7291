namespace Tollgate.Balancing;

/// <summary>How one provider is checked, compiled.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Lines">The request up to the lines that are made anew for each; the empty line is missing.</param>
/// <param name="IntervalMs">Between two checks.</param>
/// <param name="TimeoutMs">For one check, connection included.</param>
/// <param name="HealthyAfter">Good results in a row that bring it back.</param>
/// <param name="UnhealthyAfter">Bad ones in a row that take it out.</param>
internal sealed record HealthCheck(byte[] Target, byte[] Lines, int IntervalMs, int TimeoutMs, int HealthyAfter, int UnhealthyAfter);
