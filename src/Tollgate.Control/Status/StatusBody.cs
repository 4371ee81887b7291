using System.Text.Json.Serialization;
using Tollgate.Listening;
using Tollgate.Telemetry;

namespace Tollgate.Control.Status;

/// <summary>The state of the process and of what it depends on.</summary>
internal sealed record StatusBody
{
    /// <summary><c>ok</c>; <c>degraded</c> when a store fails or a configuration was refused; <c>draining</c> on the way out.</summary>
    public required string Status { get; init; }

    public required string Version { get; init; }

    /// <summary>Name of this process among its replicas.</summary>
    public required string Node { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long UptimeSeconds { get; init; }

    /// <summary>As in <c>/v1/health</c>.</summary>
    public required string Database { get; init; }

    /// <summary>As in <c>/v1/health</c>.</summary>
    public required string Redis { get; init; }

    public required ConfigStatusBody Config { get; init; }

    public required ConnectionsBody Connections { get; init; }

    public required IReadOnlyList<LoopStatus> Loops { get; init; }

    public required IReadOnlyList<ProviderStatus> Providers { get; init; }

    public required IReadOnlyList<StoreBody> Stores { get; init; }

    /// <summary>Null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JournalReading? Journal { get; init; }

    /// <summary>The certificate that clients are shown; null without TLS.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required CertificateReading? Tls { get; init; }
}
