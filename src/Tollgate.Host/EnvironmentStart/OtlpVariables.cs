using Tollgate.Configuration;

namespace Tollgate.Host.EnvironmentStart;

/// <summary>
/// The collector out of the variables that OpenTelemetry defines for every SDK: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>_PROTOCOL</c>,
/// <c>_HEADERS</c>. Its JSON form is not spoken here, so that protocol is an error and not a silence.
/// </summary>
internal static class OtlpVariables
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>The collector; null where no variable names one.</summary>
    /// <param name="value">Gives a variable's value, null when it is not set.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    public static OtlpConfig? Read(Func<string, string?> value, ConfigFindings findings)
    {
        if (value(Endpoint) is not { } endpoint)
        {
            return null;
        }

        var protocol = value(Protocol);
        if (protocol is not (null or "grpc" or "http/protobuf"))
        {
            findings.Error(Protocol, "must be http/protobuf or grpc");
        }

        return new OtlpConfig
        {
            Endpoint = endpoint,
            Protocol = protocol is "grpc" ? OtlpProtocol.Grpc : OtlpProtocol.Http,
            Headers = ReadHeaders(value(Headers), findings),
        };
    }

    /// <summary><c>name=value,name=value</c>, values percent-encoded.</summary>
    private static Dictionary<string, Secret> ReadHeaders(string? text, ConfigFindings findings)
    {
        var headers = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
            {
                findings.Error(Headers, "must be pairs such as name=value, with commas between them");
                continue;
            }

            headers[pair[..equals].TrimEnd()] = new Secret(Uri.UnescapeDataString(pair[(equals + 1)..].TrimStart()));
        }

        return headers;
    }
}
