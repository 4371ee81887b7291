using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Balancing;

/// <summary>The turns of all routes, by identity: they outlive snapshots.</summary>
internal sealed class RouteStates
{
    private readonly ConcurrentDictionary<string, RouteState> _states = new(StringComparer.Ordinal);

    /// <summary>States held.</summary>
    public int Count => _states.Count;

    /// <summary>Gives each route of a snapshot its state, before the snapshot is published, and forgets those that it does not have.</summary>
    public void Apply(ConfigSnapshot snapshot)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in snapshot.Routes)
        {
            route.State = _states.GetOrAdd(IdentityOf(route), static identity => new RouteState(identity));
            used.Add(route.State.Identity);
        }

        foreach (var identity in _states.Keys)
        {
            if (!used.Contains(identity))
            {
                _states.TryRemove(identity, out _);
            }
        }
    }

    private static string IdentityOf(Route route)
    {
        var text = new StringBuilder(route.Model);
        foreach (var candidate in route.Candidates)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{candidate.Provider.Name}/{candidate.UpstreamModel}*{candidate.Weight}@{candidate.Tier}.{candidate.Arm}");
        }

        return text.ToString();
    }
}
