using Tollgate.Forwarding;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>telemetry</c>.</summary>
internal static class TelemetryRules
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        if (config.Telemetry.Otlp is not { } otlp)
        {
            return;
        }

        const string path = "telemetry.otlp";
        if (otlp.Endpoint.Length == 0)
        {
            findings.Error(path + ".endpoint", "is required");
        }
        else if (!EgressUrl.TryParse(otlp.Endpoint, ServerRules.Egress(config, withListeners: true), namedInFile: true, out var url, out var problem))
        {
            findings.Error(path + ".endpoint", problem);
        }
        else if (url.Query.Length > 0)
        {
            findings.Error(path + ".endpoint", "must not have a query");
        }
        else if (otlp.Protocol is OtlpProtocol.Grpc && url.Path != "/")
        {
            findings.Error(path + ".endpoint", "must not have a path: gRPC has its own");
        }

        TextRules.Headers(findings, path + ".headers", otlp.Headers, credentialHeader: null);
        if (otlp is { Traces: false, Metrics: false })
        {
            findings.Warn($"{path} sends neither traces nor metrics.");
        }
    }
}
