namespace Tollgate.Configuration;

/// <summary>A model's requests are shared out among arms, whose results are compared (<c>models[].experiment</c>).</summary>
public sealed record ExperimentConfig
{
    /// <summary>Its name in results and metrics; unique.</summary>
    public required string Name { get; init; }

    /// <summary>What keeps its arm. Default the client's key.</summary>
    public StickySource StickyBy { get; init; } = new(StickyKind.Key);

    /// <summary>Two arms at least, ten at most.</summary>
    public required IReadOnlyList<ArmConfig> Arms { get; init; }
}
