using Tollgate.Configuration;
using Tollgate.Keys;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Admission;

/// <summary>
/// The rules of one snapshot. What hangs on a caller, a route, a provider or an endpoint is looked up once and then at hand; only applications,
/// addresses and the models behind a pattern are looked up for every request.
/// </summary>
internal sealed class LimitPlan
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly LimitRegistry? _registry;
    private readonly ScopeRules _keys;
    private readonly ScopeRules _users;
    private readonly ScopeRules _teams;
    private readonly ScopeRules _orgs;
    private readonly ScopeRules _providers;
    private readonly LimitCell[][] _byEndpoint;
    private readonly bool _perCaller;

    public LimitPlan(LimitRegistry? registry, IReadOnlyCollection<LimitTable> tables)
    {
        _registry = registry;
        Tables = tables;
        _keys = new ScopeRules(tables, LimitScope.Key);
        _users = new ScopeRules(tables, LimitScope.User);
        _teams = new ScopeRules(tables, LimitScope.Team);
        _orgs = new ScopeRules(tables, LimitScope.Org);
        _providers = new ScopeRules(tables, LimitScope.Provider);
        Models = new ScopeRules(tables, LimitScope.Model);
        Apps = new ScopeRules(tables, LimitScope.App);
        Addresses = new ScopeRules(tables, LimitScope.Ip);
        _perCaller = !(_keys.IsEmpty && _users.IsEmpty && _teams.IsEmpty && _orgs.IsEmpty);
        Global = [.. tables.Where(table => table.Rule.Scope == LimitScope.Global).Select(table => table.CellOf("*"u8))];
        var endpoints = new ScopeRules(tables, LimitScope.Endpoint);
        _byEndpoint = endpoints.IsEmpty ? [] : Array.ConvertAll(SurfaceNames.Text, name => Sorted(cells => endpoints.Collect(name, cells)));
    }

    /// <summary>A plan without rules.</summary>
    public static LimitPlan Empty { get; } = new(null, []);

    /// <summary>Whether providers have rules.</summary>
    public bool LimitsProviders => !_providers.IsEmpty;

    /// <summary>All rules.</summary>
    public IReadOnlyCollection<LimitTable> Tables { get; }

    /// <summary>Rules of models; for those behind a pattern.</summary>
    public ScopeRules Models { get; }

    /// <summary>Rules of applications.</summary>
    public ScopeRules Apps { get; }

    /// <summary>Rules of client addresses.</summary>
    public ScopeRules Addresses { get; }

    /// <summary>The cells of the whole gateway.</summary>
    public LimitCell[] Global { get; }

    /// <summary>Whether nothing limits this caller's requests, provider rules left out.</summary>
    public bool IsFree(Caller caller) => Tables.Count == 0 && caller.RequestsPerMinute is null;

    /// <summary>The cells of a caller: its key's, user's, team's and organisation's.</summary>
    public LimitCell[] OfCaller(Caller caller)
    {
        if (!_perCaller && caller.RequestsPerMinute is null)
        {
            return [];
        }

        var known = caller.Limits;
        return known is not null && ReferenceEquals(known.Plan, this) ? known.Cells : Find(caller);
    }

    /// <summary>The cells of a route; of a pattern none, since its models are subjects of their own.</summary>
    public LimitCell[] OfRoute(Route? route)
    {
        if (Models.IsEmpty || route is null || route.PassModelThrough)
        {
            return [];
        }

        return route.Limits ??= CellsOf(Models, route.Model);
    }

    /// <summary>The cells of an endpoint.</summary>
    /// <param name="name">One of <see cref="SurfaceNames"/>.</param>
    public LimitCell[] OfEndpoint(byte[] name) => _byEndpoint.Length == 0 ? [] : _byEndpoint[SurfaceNames.IndexOf(name)];

    /// <summary>The cells of a provider.</summary>
    public LimitCell[] OfProvider(Upstream upstream)
    {
        if (_providers.IsEmpty || upstream is not Provider)
        {
            return [];
        }

        return upstream.Limits ??= CellsOf(_providers, upstream.Name);
    }

    /// <summary>Looks cells up anew the next time: one of them was thrown away.</summary>
    public static void Forget(Caller? caller, Route? route)
    {
        caller?.Limits = null;
        route?.Limits = null;
    }

    private LimitCell[] Find(Caller caller)
    {
        var cells = Sorted(found => Collect(caller, found));
        caller.Limits = new CallerLimits(this, cells);
        return cells;
    }

    private void Collect(Caller caller, List<LimitCell> cells)
    {
        if (caller.KeyId < 0)
        {
            return; // nobody's key: whoever reads the public list of models
        }

        var key = caller.StoredId.Length > 0 ? caller.StoredId : caller.Name;
        Predicate<LimitRule>? replaced = null;
        if (caller.RequestsPerMinute is { } own && _registry is not null)
        {
            cells.Add(_registry.Own.CellOf(System.Text.Encoding.UTF8.GetBytes(key), caller.Name, LimitRule.PerMinute("key", own)));
            replaced = static rule => rule.Metric == LimitMetric.Requests && rule.Window == Minute;
        }

        _keys.Collect(caller.Name, cells, key, replaced);
        Named(_users, caller.User);
        Named(_teams, caller.Team);
        if (caller.Org.Length > 0)
        {
            _orgs.Collect(caller.Org, cells);
        }

        // Two organisations may have a team or a person of the same name.
        void Named(ScopeRules rules, string name)
        {
            if (name.Length > 0)
            {
                rules.Collect(name, cells, $"{caller.Org}/{name}");
            }
        }
    }

    /// <summary>Apart from its callers: a lambda over their parameters would be made at each call, not only at the first.</summary>
    private static LimitCell[] CellsOf(ScopeRules rules, string name) => Sorted(cells => rules.Collect(name, cells));

    private static LimitCell[] Sorted(Action<List<LimitCell>> collect)
    {
        var cells = new List<LimitCell>();
        collect(cells);
        return [.. cells.OrderBy(cell => cell.Id)];
    }
}
