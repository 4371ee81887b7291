using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Balancing;

/// <summary>How one target does, for people.</summary>
/// <param name="Model">The public name that it serves; null for a pattern.</param>
/// <param name="UpstreamModel">The provider's own name where it is another.</param>
/// <param name="InFlight">Requests that it is working on.</param>
/// <param name="Excluded">Why it gets no traffic now.</param>
internal sealed record TargetReading(string? Model, string? UpstreamModel, int InFlight, Exclusion Excluded)
{
    public BreakerState Breaker { get; init; }

    /// <summary>Milliseconds of its rest that are left, 0 for none.</summary>
    public long RestMs { get; init; }

    /// <summary>Milliseconds to the first byte lately; 0 while nothing is known.</summary>
    public float FirstByteMs { get; init; }

    /// <summary>Share of its answers that were as they should be lately.</summary>
    public float Success { get; init; }

    /// <summary>The targets of a provider, each once, at most so many. From any thread.</summary>
    public static IReadOnlyList<TargetReading> Of(ConfigSnapshot snapshot, string provider, int most)
    {
        var now = Environment.TickCount64;
        return
        [
            .. snapshot.Deployments
                .Where(deployment => deployment.Provider.Name == provider && deployment.State is not null)
                .DistinctBy(deployment => (deployment.Model, deployment.UpstreamModel))
                .Take(most)
                .Select(deployment => Of(deployment, now)),
        ];
    }

    private static TargetReading Of(Deployment deployment, long now)
    {
        var (stats, health) = (deployment.State.Stats, deployment.State.Health);
        return new TargetReading(deployment.Model, deployment.UpstreamModel, stats.InFlight, health.Check(now))
        {
            Breaker = health.Breaker.StateAt(now), RestMs = health.RestMs(now), FirstByteMs = stats.FirstByteMs(now), Success = stats.Success(now),
        };
    }
}
