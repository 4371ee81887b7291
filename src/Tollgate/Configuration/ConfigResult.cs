namespace Tollgate.Configuration;

/// <summary>What became of a configuration source: either a configuration, or all reasons why there is none.</summary>
public sealed record ConfigResult
{
    /// <summary>The configuration, fully checked; null exactly when there are errors.</summary>
    public GatewayConfig? Config { get; init; }

    /// <summary>Every error, in the order of the source.</summary>
    public IReadOnlyList<ConfigError> Errors { get; init; } = [];

    /// <summary>What the operator should know although it was accepted.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>SHA-256 of the file that was read, so that whoever watches it knows what is in force; empty for other sources.</summary>
    public ReadOnlyMemory<byte> Fingerprint { get; init; }

    /// <summary>Whether the source gives no client key, so that the host makes one for this run.</summary>
    public bool NeedsGeneratedKey { get; init; }
}
