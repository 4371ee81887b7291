using System.Collections.Concurrent;
using Tollgate.Configuration;

namespace Tollgate.Balancing;

/// <summary>What the health checks of all provider accounts found, by identity: it outlives snapshots.</summary>
internal sealed class CheckStates
{
    private readonly ConcurrentDictionary<string, CheckState> _states = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IEnumerable<CheckState> All => _states.Values;

    /// <summary>Gives each provider that is checked its state, before the snapshot is published, and forgets the others'.</summary>
    public void Apply(ConfigSnapshot snapshot)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var provider in snapshot.Providers)
        {
            if (provider.HealthCheck is not null)
            {
                provider.CheckState = _states.GetOrAdd(provider.Identity, static identity => new CheckState(identity));
                used.Add(provider.Identity);
            }
        }

        foreach (var identity in _states.Keys)
        {
            if (!used.Contains(identity))
            {
                _states.TryRemove(identity, out _);
            }
        }
    }
}
