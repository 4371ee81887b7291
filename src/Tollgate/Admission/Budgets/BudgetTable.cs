using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Recording;

namespace Tollgate.Admission.Budgets;

/// <summary>
/// All spending that is counted, by budget, subject and period. Outlives snapshots: another configuration changes what holds, never what was spent.
/// </summary>
/// <param name="time">The wall clock: calendar periods are its by nature.</param>
/// <param name="log">Told of thresholds passed.</param>
internal sealed class BudgetTable(TimeProvider time, EventLog? log = null)
{
    /// <summary>Subjects at most; applications and models are named by clients. What is beyond is counted together.</summary>
    public const int MaxSubjects = 100_000;

    /// <summary>Cells stay this long behind their period's end: for the last requests that began in it, and for a clock that is put back.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BudgetMeter> _meters = new(StringComparer.Ordinal);
    private IReadOnlyList<BudgetConfig> _configs = [];
    private BudgetMeter[] _active = [];
    private volatile bool _isKnown = true;
    private int _subjects;
    private long _overflows;
    private long _uncounted;
    private bool _hasBegun;

    /// <summary>Meters that budgets in force need.</summary>
    public BudgetMeter[] Active => Volatile.Read(ref _active);

    /// <summary>Budgets in force.</summary>
    public IReadOnlyList<BudgetRule> Rules { get; private set; } = [];

    /// <summary>What earlier processes spent is known. Before that no hard budget lets anything through.</summary>
    public bool IsKnown
    {
        get => _isKnown;
        set => _isKnown = value;
    }

    /// <summary>
    /// What this gateway is known by where several count together. As long as nothing is kept, only for this run: what it spent stays with the others.
    /// </summary>
    public string Gateway { get; set; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Subjects held.</summary>
    public int Subjects => Volatile.Read(ref _subjects);

    public bool IsFull => Subjects >= MaxSubjects;

    /// <summary>Times that a subject had no place of its own.</summary>
    public long Overflows => Volatile.Read(ref _overflows);

    /// <summary>Requests under a budget whose model has no price: they cost what nobody knows.</summary>
    public long Uncounted => Volatile.Read(ref _uncounted);

    /// <summary>Called when the first budget comes into force: from then on spending must be kept.</summary>
    public Action? OnFirst { get; set; }

    /// <summary>Tells of thresholds passed.</summary>
    public BudgetAlerts Alerts { get; } = new(log);

    public long NowUnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>These budgets are in force from now on. Rules that did not change keep their counts.</summary>
    public void Apply(IReadOnlyList<BudgetConfig> configs, string source = "file")
    {
        var isFirst = false;
        lock (_gate)
        {
            if (!configs.SequenceEqual(_configs, BudgetEquality.Instance) || !_hasBegun)
            {
                isFirst = _configs.Count == 0 && configs.Count > 0;
                Publish(configs, source);
            }
        }

        if (isFirst) { OnFirst?.Invoke(); }
    }

    /// <summary>The meter of this identity, made where it is new; null where the time zone is not known here.</summary>
    public BudgetMeter? Meter(LimitScope scope, BudgetPeriod period, string zone)
    {
        lock (_gate)
        {
            var identity = BudgetMeter.IdentityOf(scope, period, zone);
            if (_meters.TryGetValue(identity, out var meter)) { return meter; }
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)) { return null; }
            meter = new BudgetMeter(this, scope, period, found);
            _meters.Add(identity, meter);
            return meter;
        }
    }

    /// <summary>The meter of this identity, if there is one or its parts are known.</summary>
    public BudgetMeter? Meter(string identity)
    {
        var parts = identity.Split('/', 3);
        if (parts.Length < 3) { return null; }
        foreach (var scope in BudgetRules.Scopes)
        {
            if (BudgetConfig.NameOf(scope) == parts[0]) { return Meter(scope, parts[1] == "day" ? BudgetPeriod.Day : BudgetPeriod.Month, parts[2]); }
        }

        return null;
    }

    /// <summary>Forgets periods long over. Now and then, off the path.</summary>
    public void Forget()
    {
        var before = NowUnixMs - (long)Grace.TotalMilliseconds;
        BudgetMeter[] meters;
        lock (_gate) { meters = [.. _meters.Values]; }
        foreach (var meter in meters) { Interlocked.Add(ref _subjects, -meter.Forget(before)); }
    }

    public void CountSubject() => Interlocked.Increment(ref _subjects);

    public void CountOverflow() => Interlocked.Increment(ref _overflows);

    public void CountUncounted() => Interlocked.Increment(ref _uncounted);

    private void Publish(IReadOnlyList<BudgetConfig> configs, string source)
    {
        var before = Rules.ToDictionary(rule => rule.Config, BudgetEquality.Instance);
        BudgetRule[] rules = [.. configs.Select(config => before.GetValueOrDefault(config) ?? new BudgetRule(config, source))];
        var active = new List<BudgetMeter>();
        foreach (var group in rules.GroupBy(rule => BudgetMeter.IdentityOf(rule.Config.Scope, rule.Config.Period, rule.Config.TimeZone), StringComparer.Ordinal))
        {
            if (Meter(group.Key) is not { } meter) { continue; }
            if (_hasBegun && meter.Rules.Length == 0) { meter.SinceUnixMs = NowUnixMs; }
            meter.Apply([.. group]);
            active.Add(meter);
        }

        foreach (var meter in Active.Where(meter => !active.Contains(meter))) { meter.Apply([]); }
        (_configs, Rules, _hasBegun) = (configs, rules, true);
        Volatile.Write(ref _active, [.. active]);
    }
}
