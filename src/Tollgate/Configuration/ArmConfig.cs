namespace Tollgate.Configuration;

/// <summary>One arm of an experiment (an entry of <c>experiment.arms</c>): its own targets, or those of another model.</summary>
public sealed record ArmConfig
{
    /// <summary>Its name in results; unique within the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>Share of the requests, 0 to 10,000. Default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Where its requests go.</summary>
    public IReadOnlyList<TargetConfig> Targets { get; init; } = [];

    /// <summary>A model whose targets are the arm's, instead of <see cref="Targets"/>.</summary>
    public string? Model { get; init; }
}
