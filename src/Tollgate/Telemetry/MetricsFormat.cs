namespace Tollgate.Telemetry;

/// <summary>The two text forms in which <c>/metrics</c> is written.</summary>
internal enum MetricsFormat
{
    /// <summary>Prometheus text format 0.0.4, which everything reads.</summary>
    Text,

    /// <summary>OpenMetrics 1.0: the same figures with exemplars and an end mark.</summary>
    OpenMetrics,
}
