namespace Tollgate.Configuration;

/// <summary>Rules of <c>budgets</c>: each has a name of its own, an amount, rising alerts and a time zone that this machine knows.</summary>
internal static class BudgetRules
{
    /// <summary>Budgets at most: each that matches is looked at by every request.</summary>
    public const int MaxBudgets = 100;

    /// <summary>Alerts of one budget at most.</summary>
    public const int MaxAlerts = 10;

    /// <summary>Scopes that spending can be counted by: what a request's record says.</summary>
    public static IReadOnlyList<LimitScope> Scopes { get; } =
        [LimitScope.Key, LimitScope.User, LimitScope.Team, LimitScope.Org, LimitScope.App, LimitScope.Model, LimitScope.Global];

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        if (config.Budgets.Count > MaxBudgets) { findings.Error("budgets", $"has more than {MaxBudgets} entries"); }
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.Budgets.Count; i++)
        {
            var budget = config.Budgets[i];
            var path = $"budgets[{i}]";
            if (!names.Add(budget.FullName)) { findings.Error(path + ".name", $"{budget.FullName} is the name of another budget; give this one a name of its own"); }
            foreach (var (field, message) in Problems(budget)) { findings.Error($"{path}.{field}", message); }
            if (budget is { Scope: LimitScope.Key, Match: not "*" } && config.Keys.All(key => key.Name != budget.Match))
            {
                findings.Warn($"{path}.match: no key of the file is named {budget.Match}; it counts for a stored key of that name.");
            }
        }
    }

    /// <summary>What is wrong with one budget, by setting.</summary>
    public static IEnumerable<(string Field, string Message)> Problems(BudgetConfig budget)
    {
        if (budget.Name is { } name && TextProblem(name, 64) is { } wrongName) { yield return ("name", wrongName); }
        if (TextProblem(budget.Match, 256) is { } wrongMatch) { yield return ("match", wrongMatch); }
        if (budget.Match is [_, .., '*']) { yield return ("match", "must be one name, or * for each: beginnings are not understood here"); }
        if (!Scopes.Contains(budget.Scope)) { yield return ("scope", "must be one of " + string.Join(", ", Scopes.Select(BudgetConfig.NameOf))); }
        if (budget is { Scope: LimitScope.Global, Match: not "*" }) { yield return ("match", "must not be set: the global budget is one"); }
        if (budget.LimitNanoUsd < 1) { yield return ("limit_usd", "must be more than 0"); }
        if (budget.Alerts.Count > MaxAlerts) { yield return ("alerts", $"must not have more than {MaxAlerts} entries"); }
        for (var i = 0; i < budget.Alerts.Count; i++)
        {
            if (budget.Alerts[i] is < 1 or > 100) { yield return ("alerts", "must be percentages from 1 to 100"); }
            else if (i > 0 && budget.Alerts[i] <= budget.Alerts[i - 1]) { yield return ("alerts", "must rise"); }
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(budget.TimeZone, out _)) { yield return ("timezone", "is not a time zone that this machine knows"); }
    }

    private static string? TextProblem(string text, int max) =>
        text.Length == 0 ? "must not be empty"
        : text.Length > max ? $"must not be longer than {max} characters"
        : text.Any(char.IsControl) ? "must not have control characters"
        : null;
}
