namespace Tollgate.Configuration;

/// <summary>An OpenTelemetry collector (<c>telemetry.otlp</c>).</summary>
public sealed record OtlpConfig
{
    /// <summary>Base URL, such as <c>http://otel-collector:4318</c>; with <see cref="OtlpProtocol.Http"/> the paths of the signals are added.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Default http.</summary>
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Http;

    /// <summary>Header lines of each export, such as a credential.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether spans are sent. Default true.</summary>
    public bool Traces { get; init; } = true;

    /// <summary>Whether metrics are sent. Default true.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Part of the traces that begin here and are recorded, 0 to 1, default 0.1. A client's own decision stands.</summary>
    public double Sample { get; init; } = 0.1;

    /// <summary>Time between two exports of metrics: 1 second to 1 hour, default 15 seconds. Spans leave sooner.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Same settings.</summary>
    public bool Equals(OtlpConfig? other) =>
        other is not null && Endpoint == other.Endpoint && Protocol == other.Protocol && Traces == other.Traces && Metrics == other.Metrics
        && Sample.Equals(other.Sample) && Interval == other.Interval && Headers.Count == other.Headers.Count
        && Headers.All(header => other.Headers.TryGetValue(header.Key, out var value) && header.Value.Equals(value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Endpoint, Protocol, Traces, Metrics, Sample, Interval, Headers.Count);
}
