namespace Tollgate.Configuration;

/// <summary>A part of a model's requests tries something new first (<c>models[].canary</c>); where that fails the usual targets answer.</summary>
public sealed record CanaryConfig
{
    /// <summary>How much of the traffic, 0 to 100.</summary>
    public required decimal Percent { get; init; }

    /// <summary>What keeps its side. Default nothing: each request is drawn anew.</summary>
    public StickySource StickyBy { get; init; } = StickySource.None;

    /// <summary>Where it goes.</summary>
    public IReadOnlyList<TargetConfig> Targets { get; init; } = [];

    /// <summary>A model whose targets are the canary's, instead of <see cref="Targets"/>.</summary>
    public string? Model { get; init; }
}
