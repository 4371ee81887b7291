using Tollgate.Exchange;

namespace Tollgate.Configuration;

/// <summary>A public model name over several targets (an entry of <c>models:</c>).</summary>
public sealed record ModelConfig
{
    /// <summary>The name that clients use; unique.</summary>
    public required string Name { get; init; }

    /// <summary>How a target is picked. Default ordered.</summary>
    public RoutingStrategy Strategy { get; init; } = RoutingStrategy.Ordered;

    /// <summary>What counts how much where <see cref="Strategy"/> is a blend. Null = the defaults.</summary>
    public BlendWeights? Blend { get; init; }

    /// <summary>Where it may go: at least one, unless an experiment's arms say it.</summary>
    public required IReadOnlyList<TargetConfig> Targets { get; init; }

    /// <summary>What it says about attempts for itself.</summary>
    public RetryConfig Retry { get; init; } = new();

    /// <summary>Requests that belong together go to the same target. Null = each goes its own way.</summary>
    public StickyConfig? Sticky { get; init; }

    /// <summary>Targets are compared by their results. Null = none.</summary>
    public ExperimentConfig? Experiment { get; init; }

    /// <summary>Something new gets a part of the traffic. Null = none.</summary>
    public CanaryConfig? Canary { get; init; }

    /// <summary>Another target gets copies. Null = none.</summary>
    public ShadowConfig? Shadow { get; init; }

    /// <summary>What is done about things of a request that a target's format cannot say. Default: refused where content would go lost, else left out with a warning.</summary>
    public UnsupportedPolicy OnUnsupported { get; init; }

    /// <summary>Model names that are tried when all targets failed. Default none.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];
}
