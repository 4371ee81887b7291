using Tollgate.Admission;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Balancing.Strategies;
using Tollgate.Configuration;
using Tollgate.Exchange;

namespace Tollgate.Routing;

/// <summary>A public model name, or a pattern of them, and where its requests may go.</summary>
internal sealed class Route
{
    /// <summary>The public name, or the pattern (<c>gpt-*</c>, <c>*</c>) of a route that takes any name.</summary>
    public required string Model { get; init; }

    /// <summary><see cref="Model"/> in UTF-8.</summary>
    public required byte[] ModelUtf8 { get; init; }

    /// <summary>Where it may go, in the order to try; at least one.</summary>
    public required Deployment[] Candidates { get; init; }

    /// <summary>How long its answers usually are; set when the snapshot is published.</summary>
    public OutputAverage? Outputs { get; set; }

    /// <summary>The cells of limits that hang on it, once looked up.</summary>
    public LimitCell[]? Limits { get; set; }

    /// <summary>How its requests are tried again.</summary>
    public AttemptPlan Attempts { get; init; } = AttemptPlan.Default;

    /// <summary>How one of the candidates is picked.</summary>
    public Strategy Strategy { get; init; } = Strategy.Of(RoutingStrategy.Ordered, null);

    /// <summary>How its requests stay together; null where each goes its own way.</summary>
    public StickyRule? Sticky { get; init; }

    /// <summary>The arms of its experiment or canary; null for none.</summary>
    public RouteArms? Arms { get; init; }

    /// <summary>What is done about things that a target's format cannot say.</summary>
    public UnsupportedPolicy OnUnsupported { get; init; }

    /// <summary>Where copies of its requests go; null for nowhere.</summary>
    public ShadowRule? Shadow { get; init; }

    /// <summary>Whether any candidate is known not to take every request.</summary>
    public bool HasLimits { get; init; }

    /// <summary>Whose turn it is; set when the snapshot is published.</summary>
    public RouteState State { get; set; } = null!;

    /// <summary>Whether the route is a pattern, so that the client's own name goes upstream.</summary>
    public bool PassModelThrough { get; init; }
}
