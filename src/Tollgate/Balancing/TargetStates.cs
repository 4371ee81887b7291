using System.Collections.Concurrent;
using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Balancing;

/// <summary>The states of all targets, by identity: they outlive snapshots.</summary>
internal sealed class TargetStates
{
    private readonly ConcurrentDictionary<string, TargetState> _states = new(StringComparer.Ordinal);

    /// <summary>States held.</summary>
    public int Count => _states.Count;

    /// <summary>Gives each deployment of a snapshot its state, before the snapshot is published, and forgets those that it does not name.</summary>
    public void Apply(ConfigSnapshot snapshot)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var deployment in snapshot.Deployments)
        {
            deployment.State = _states.GetOrAdd(IdentityOf(deployment), static identity => new TargetState(identity));
            deployment.State.Health.Configure(deployment.Provider.Breaker, deployment.Provider.CheckState);
            used.Add(deployment.State.Identity);
        }

        foreach (var identity in _states.Keys)
        {
            if (!used.Contains(identity))
            {
                _states.TryRemove(identity, out _);
            }
        }
    }

    private static string IdentityOf(Deployment deployment) =>
        string.Concat(deployment.Provider.Name, "|", deployment.Provider.Identity, "|", deployment.UpstreamModel ?? deployment.Model ?? "*");
}
