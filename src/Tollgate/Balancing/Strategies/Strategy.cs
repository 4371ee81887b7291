using Tollgate.Configuration;

namespace Tollgate.Balancing.Strategies;

/// <summary>
/// How one of several targets is picked: a function of the targets' figures and of nothing else, so that simulations run what is served.
/// </summary>
internal abstract class Strategy
{
    /// <summary>What the settings call it.</summary>
    public RoutingStrategy Kind { get; private set; }

    /// <summary>The index of the candidate to take.</summary>
    /// <param name="selection">The question.</param>
    /// <param name="eligible">One bit each for those that may be taken, all of one tier; at least one.</param>
    /// <param name="scores">Takes what the choice went by, the lower the better, for those that are eligible. As long as the candidates.</param>
    public abstract int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores);

    /// <summary>The strategy that a model's settings name.</summary>
    public static Strategy Of(RoutingStrategy strategy, BlendWeights? blend)
    {
        var made = Make(strategy, blend);
        made.Kind = strategy;
        return made;
    }

    private static Strategy Make(RoutingStrategy strategy, BlendWeights? blend) => strategy switch
    {
        RoutingStrategy.RoundRobin => new RoundRobinStrategy(),
        RoutingStrategy.Weighted => new WeightedStrategy(),
        RoutingStrategy.LeastConnections => new LeastConnectionsStrategy(),
        RoutingStrategy.LeastLatency => new LeastLatencyStrategy(),
        RoutingStrategy.SuccessRate => new SuccessRateStrategy(),
        RoutingStrategy.Cost => new CostStrategy(),
        RoutingStrategy.Blend => new BlendStrategy(blend ?? new BlendWeights()),
        _ => new OrderedStrategy(),
    };
}
