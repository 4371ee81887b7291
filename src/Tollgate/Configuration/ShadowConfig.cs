namespace Tollgate.Configuration;

/// <summary>A part of a model's requests is sent to another target as well, whose answers nobody gets (<c>models[].shadow</c>).</summary>
public sealed record ShadowConfig
{
    /// <summary>Name of a provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model there. Null = the public model's name.</summary>
    public string? Model { get; init; }

    /// <summary>How much of the traffic, 0 to 100. Default 1.</summary>
    public decimal Percent { get; init; } = 1;

    /// <summary>Copies under way at most, over all loops; what is beyond is dropped and counted. 1 to 1,000; default 10.</summary>
    public int MaxInFlight { get; init; } = 10;
}
