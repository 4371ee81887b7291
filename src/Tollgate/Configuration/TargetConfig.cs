namespace Tollgate.Configuration;

/// <summary>One place where a model may be served (an entry of <c>models[].targets:</c>).</summary>
public sealed record TargetConfig
{
    /// <summary>Name of a provider.</summary>
    public required string Provider { get; init; }

    /// <summary>A public name from that provider's model map, or the provider's own name. Null = the public model's name.</summary>
    public string? Model { get; init; }

    /// <summary>Share among the targets, 1 to 10,000. Default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>What it can do, where that differs from what the provider says. Default nothing said.</summary>
    public CapabilityConfig Capabilities { get; init; } = CapabilityConfig.Unknown;
}
