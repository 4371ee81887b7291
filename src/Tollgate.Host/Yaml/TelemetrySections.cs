using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads <c>telemetry</c>.</summary>
internal static class TelemetrySections
{
    public static TelemetryConfig Telemetry(SectionReader section)
    {
        var telemetry = new TelemetryConfig { Otlp = section.Find("otlp") is null ? null : Otlp(section.Section("otlp")) };
        section.Done();
        return telemetry;
    }

    private static OtlpConfig Otlp(SectionReader section)
    {
        var missing = new OtlpConfig { Endpoint = string.Empty };
        var otlp = new OtlpConfig
        {
            Endpoint = section.RequiredText("endpoint"),
            Protocol = section.Choice("protocol", missing.Protocol, ("http", OtlpProtocol.Http), ("grpc", OtlpProtocol.Grpc)),
            Headers = section.Secrets("headers", StringComparer.OrdinalIgnoreCase),
            Traces = section.Flag("traces") ?? missing.Traces,
            Metrics = section.Flag("metrics") ?? missing.Metrics,
            Sample = (double?)section.Share("sample") ?? missing.Sample,
            Interval = section.Seconds("interval_seconds", 1, 3600) ?? missing.Interval,
        };
        section.Done();
        return otlp;
    }
}
