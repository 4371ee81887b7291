namespace Tollgate.Balancing;

/// <summary>How one provider is checked, compiled.</summary>
/// <param name="Head">The whole request, to be sent as it is.</param>
/// <param name="IntervalMs">Between two checks.</param>
/// <param name="TimeoutMs">For one check, connection included.</param>
/// <param name="HealthyAfter">Good results in a row that bring it back.</param>
/// <param name="UnhealthyAfter">Bad ones in a row that take it out.</param>
internal sealed record HealthCheck(byte[] Head, int IntervalMs, int TimeoutMs, int HealthyAfter, int UnhealthyAfter);
