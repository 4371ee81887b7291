namespace Tollgate.Configuration;

/// <summary>What may be spent in a calendar period (an entry of <c>budgets:</c>).</summary>
public sealed record BudgetConfig
{
    /// <summary>Its name in logs, metrics and the admin API; unique. Null (default) = made of scope, match and period.</summary>
    public string? Name { get; init; }

    /// <summary>Whose spending is counted together: key, user, team, org, app, model or global.</summary>
    public required LimitScope Scope { get; init; }

    /// <summary>A name within the scope; <c>*</c> (default) = each one, with an amount of its own.</summary>
    public string Match { get; init; } = "*";

    /// <summary>Default month.</summary>
    public BudgetPeriod Period { get; init; } = BudgetPeriod.Month;

    /// <summary>The amount in nano-USD, from 1 to a million dollars.</summary>
    public required long LimitNanoUsd { get; init; }

    /// <summary>Percentages of the amount at which an event is raised, rising, 1 to 100. Default 50, 80, 100.</summary>
    public IReadOnlyList<int> Alerts { get; init; } = [50, 80, 100];

    /// <summary>Whether requests beyond the amount are answered 402. Default true; false only counts and raises events.</summary>
    public bool Hard { get; init; } = true;

    /// <summary>Time zone (IANA) at whose midnight periods begin. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary><see cref="Name"/>, or the name made of what it counts: <c>key:*:month</c>.</summary>
    public string FullName => Name ?? $"{ScopeName}:{Match}:{PeriodName}";

    /// <summary>The scope as the configuration writes it.</summary>
    public string ScopeName => NameOf(Scope);

    /// <summary>The period as the configuration writes it.</summary>
    public string PeriodName => Period == BudgetPeriod.Day ? "day" : "month";

    /// <summary>A scope as the configuration writes it.</summary>
    internal static string NameOf(LimitScope scope) => scope switch
    {
        LimitScope.Key => "key",
        LimitScope.User => "user",
        LimitScope.Team => "team",
        LimitScope.Org => "org",
        LimitScope.App => "app",
        LimitScope.Model => "model",
        _ => "global",
    };
}
