namespace Tollgate.Configuration;

/// <summary>Where telemetry is sent to (<c>telemetry:</c>); <c>/metrics</c> is there in any case. A change needs a restart.</summary>
public sealed record TelemetryConfig
{
    /// <summary>A collector that speaks OTLP. Default none.</summary>
    public OtlpConfig? Otlp { get; init; }
}
