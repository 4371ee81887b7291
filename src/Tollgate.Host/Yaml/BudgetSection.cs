using System.Globalization;
using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads the entries of <c>budgets</c>.</summary>
internal static class BudgetSection
{
    public static BudgetConfig Read(SectionReader section)
    {
        section.RequiredText("scope");
        section.RequiredText("limit_usd");
        return new BudgetConfig
        {
            Name = section.Text("name"),
            Scope = ScopeNames.ReadSpender(section),
            Match = section.Text("match", "*"),
            Period = section.Choice("period", BudgetPeriod.Month, ("day", BudgetPeriod.Day), ("month", BudgetPeriod.Month)),
            LimitNanoUsd = section.Usd("limit_usd") ?? 1,
            Alerts = section.Texts("alerts") is { } alerts ? [.. alerts.Select(Percent)] : [50, 80, 100],
            Hard = section.Flag("hard") ?? true,
            TimeZone = section.Text("timezone", "UTC"),
        };
    }

    /// <summary>What is no number is out of range, and refused as such.</summary>
    private static int Percent(string text) =>
        int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : 0;
}
