using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tollgate.Attempts;
using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Balancing;

/// <summary>The turns of all routes and the results of their experiments, by identity: they outlive snapshots.</summary>
internal sealed class RouteStates
{
    private readonly ConcurrentDictionary<string, RouteState> _states = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string, string), ArmResults> _results = new();

    /// <summary>Results of the arms of all experiments and canaries.</summary>
    public IEnumerable<ArmResults> Results => _results.Values.OrderBy(r => r.Experiment, StringComparer.Ordinal).ThenBy(r => r.Arm, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ShadowResults> _shadows = new(StringComparer.Ordinal);

    /// <summary>What became of the copies, for each model that has a shadow.</summary>
    public IEnumerable<ShadowResults> Shadows => _shadows.Values.OrderBy(s => s.Model, StringComparer.Ordinal);

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
            if (route.Arms is { } arms)
            {
                arms.Results = Array.ConvertAll(arms.Names, arm => _results.GetOrAdd((arms.Name, arm), static key => new ArmResults(key.Item1, key.Item2)));
            }
        }

        var shadowed = snapshot.Routes.Where(route => route.Shadow is not null).ToDictionary(route => route.Model, route => route.Shadow!, StringComparer.Ordinal);
        foreach (var (model, shadow) in shadowed)
        {
            shadow.Results = _shadows.GetOrAdd(model, static name => new ShadowResults(name));
        }

        foreach (var model in _shadows.Keys)
        {
            if (!shadowed.ContainsKey(model))
            {
                _shadows.TryRemove(model, out _);
            }
        }

        var named = snapshot.Routes.Where(route => route.Arms is not null).SelectMany(route => route.Arms!.Results).ToHashSet();
        foreach (var (key, results) in _results)
        {
            if (!named.Contains(results))
            {
                _results.TryRemove(key, out _);
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
