using System.Globalization;

namespace Tollgate.Admission;

/// <summary>Gives rules that were not named apart names of their own.</summary>
internal static class LimitNames
{
    /// <summary>The rules, the second of a name as <c>name-2</c> and so on: names are what rules are known by.</summary>
    public static IEnumerable<LimitRule> Distinct(IEnumerable<LimitRule> rules)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var name = rule.Name;
            for (var i = 2; !seen.Add(name); i++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{rule.Name}-{i}");
            }

            yield return rule with { Name = name };
        }
    }
}
