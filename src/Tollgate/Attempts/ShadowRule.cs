using Tollgate.Routing;

namespace Tollgate.Attempts;

/// <summary>Where copies of a route's requests go, compiled.</summary>
/// <param name="Target">The provider and the model there.</param>
/// <param name="Share">How much of the traffic, 0 to 1.</param>
/// <param name="MaxInFlight">Copies under way at most, over all loops.</param>
internal sealed record ShadowRule(Deployment Target, double Share, int MaxInFlight)
{
    /// <summary>What became of the copies; set when the snapshot is published.</summary>
    public ShadowResults Results { get; set; } = null!;
}
