using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.WireTests.Telemetry;

/// <summary>What the folder <c>deploy</c> has for those who watch a gateway.</summary>
internal static partial class Deployed
{
    public static string Folder { get; } = Find();

    public static string Alerts => Path.Combine(Folder, "prometheus", "alerts.yml");

    /// <summary>Every query of the dashboard with its panel's title, as Grafana would send it with all values chosen.</summary>
    public static IReadOnlyList<(string Panel, string Expression)> DashboardQueries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "llm-gateway.json")));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select (panel.GetProperty("title").GetString()!, Filled(target.GetProperty("expr").GetString()!)),
        ];
    }

    /// <summary>Names of metrics in an expression.</summary>
    public static IEnumerable<string> MetricsIn(string expression) => Metric().Matches(expression).Select(match => match.Value);

    private static string Filled(string expression) => expression
        .Replace("$__rate_interval", "20s", StringComparison.Ordinal)
        .Replace("$model", ".*", StringComparison.Ordinal)
        .Replace("$provider", ".*", StringComparison.Ordinal)
        .Replace("$route", ".*", StringComparison.Ordinal);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Tollgate.slnx")))
            {
                return Path.Combine(at.FullName, "deploy");
            }
        }

        throw new DirectoryNotFoundException("These tests run inside the repository.");
    }

    [GeneratedRegex(@"\b(llm|tollgate|process|dotnet)_[a-z0-9_]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();
}
