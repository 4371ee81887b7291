namespace Tollgate.Configuration;

/// <summary>How one of several targets is picked (requirement 2.2).</summary>
public enum RoutingStrategy
{
    /// <summary>The first that works, in the written order.</summary>
    Ordered,

    /// <summary>One after another.</summary>
    RoundRobin,

    /// <summary>By weight.</summary>
    Weighted,

    /// <summary>The one with the fewest requests in flight.</summary>
    LeastConnections,

    /// <summary>The fastest one lately.</summary>
    LeastLatency,

    /// <summary>The one that failed least lately.</summary>
    SuccessRate,

    /// <summary>The cheapest.</summary>
    Cost,

    /// <summary>A weighted blend of the others.</summary>
    Blend,
}
