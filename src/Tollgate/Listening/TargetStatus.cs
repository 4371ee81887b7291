using Tollgate.Balancing;
using Tollgate.Routing;

namespace Tollgate.Listening;

/// <summary>One target of a provider at a moment.</summary>
/// <param name="Model">The model's name at the provider; <c>*</c> for whatever the client asks for.</param>
/// <param name="State"><c>ok</c>, <c>resting</c>, <c>unhealthy</c> or <c>breaker_open</c>: whether it may be asked.</param>
/// <param name="Breaker"><c>closed</c>, <c>half_open</c> or <c>open</c>.</param>
/// <param name="BreakerOpened">Times that it opened.</param>
/// <param name="RestMs">Milliseconds of its rest that are left.</param>
/// <param name="WaitMs">Milliseconds until it may be asked again, 0 for now.</param>
/// <param name="Share">The part of its usual traffic that it gets, 0 to 1.</param>
internal sealed record TargetStatus(string Model, string State, string Breaker, long BreakerOpened, long RestMs, long WaitMs, double Share)
{
    /// <summary>The targets of a provider, each once.</summary>
    public static IReadOnlyList<TargetStatus> Of(Configuration.ConfigSnapshot snapshot, string provider, long nowMs) =>
    [
        .. snapshot.Deployments.Where(deployment => deployment.Provider.Name == provider).DistinctBy(deployment => deployment.State.Identity, StringComparer.Ordinal)
            .Select(deployment => Of(deployment, nowMs)),
    ];

    private static TargetStatus Of(Deployment deployment, long nowMs)
    {
        var health = deployment.State.Health;
        return new TargetStatus(
            deployment.UpstreamModel ?? deployment.Model ?? "*",
            NameOf(health.Check(nowMs)),
            NameOf(health.Breaker.StateAt(nowMs)),
            health.Breaker.OpenedCount,
            health.RestMs(nowMs),
            health.WaitMs(nowMs),
            Math.Round(health.Share(nowMs), 3));
    }

    private static string NameOf(Exclusion exclusion) => exclusion switch
    {
        Exclusion.None => "ok",
        Exclusion.Resting or Exclusion.Spared => "resting",
        Exclusion.Unhealthy => "unhealthy",
        Exclusion.NoHeartbeat => "no_heartbeat",
        _ => "breaker_open",
    };

    private static string NameOf(BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.HalfOpen => "half_open",
        _ => "open",
    };
}
