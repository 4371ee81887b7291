using Tollgate.Configuration;

namespace Tollgate.Balancing;

/// <summary>How one target does, for people.</summary>
/// <param name="Model">The public name that it serves; null for a pattern.</param>
/// <param name="UpstreamModel">The provider's own name where it is another.</param>
/// <param name="InFlight">Requests that it is working on.</param>
/// <param name="Excluded">Why it gets no traffic now.</param>
internal sealed record TargetReading(string? Model, string? UpstreamModel, int InFlight, Exclusion Excluded)
{
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
                .Select(deployment => new TargetReading(
                    deployment.Model, deployment.UpstreamModel, deployment.State.Stats.InFlight, deployment.State.Health.Check(now))),
        ];
    }
}
