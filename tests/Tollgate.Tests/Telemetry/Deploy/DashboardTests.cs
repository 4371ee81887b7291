using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Tests.Architecture;
using Xunit;

namespace Tollgate.Tests.Telemetry.Deploy;

/// <summary>The dashboard is what Grafana imports: there is none here to ask, so its structure is looked at.</summary>
public sealed partial class DashboardTests
{
    private static readonly JsonElement Dashboard = Read();

    [Fact]
    public void It_has_a_stable_identity_and_a_data_source_to_choose()
    {
        Dashboard.GetProperty("title").GetString().ShouldBe("LLM Gateway");
        Dashboard.GetProperty("uid").GetString().ShouldBe("llm-gateway");
        Dashboard.GetProperty("schemaVersion").GetInt32().ShouldBeGreaterThanOrEqualTo(39);
        Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString())
            .ShouldBe(["datasource", "model", "provider", "route"]);
        Dashboard.TryGetProperty("id", out _).ShouldBeFalse(); // an id would replace whatever dashboard has that number
    }

    [Fact]
    public void It_has_the_panels_that_are_asked_for()
    {
        string[] wanted =
        [
            "Request Rate", "Request Latency (P95)", "Error Rate", "Active Connections", "Tokens", "Cost", "Time to First Token", "Gateway Overhead",
            "Upstream Errors", "Sink Lag", "Journal Backlog", "Loop Stalls", "Limiter Rejections", "Resident Memory",
        ];
        wanted.Except(Panels().Select(panel => panel.GetProperty("title").GetString()!), StringComparer.Ordinal).ShouldBeEmpty();
        var rate = Panels().Single(panel => panel.GetProperty("title").GetString() == "Request Rate");
        rate.GetProperty("targets")[0].GetProperty("expr").GetString().ShouldNotBeNull().ShouldContain("by (route)");
    }

    [Fact]
    public void Panels_have_ids_of_their_own_units_descriptions_and_queries_and_do_not_overlap()
    {
        var cells = new HashSet<(int X, int Y)>();
        var ids = Dashboard.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32()).ToArray();
        ids.Distinct().Count().ShouldBe(ids.Length);
        foreach (var panel in Dashboard.GetProperty("panels").EnumerateArray())
        {
            var at = panel.GetProperty("gridPos");
            var (x, y, w, h) = (at.GetProperty("x").GetInt32(), at.GetProperty("y").GetInt32(), at.GetProperty("w").GetInt32(), at.GetProperty("h").GetInt32());
            (x + w).ShouldBeLessThanOrEqualTo(24);
            for (var i = 0; i < w * h; i++)
            {
                cells.Add((x + (i % w), y + (i / w))).ShouldBeTrue(panel.GetProperty("title").GetString());
            }
        }

        foreach (var panel in Panels())
        {
            panel.GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
            panel.GetProperty("datasource").GetProperty("uid").GetString().ShouldBe("${datasource}");
            panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString().ShouldNotBeNullOrEmpty();
            panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("refId").GetString()).Distinct(StringComparer.Ordinal).Count()
                .ShouldBe(panel.GetProperty("targets").GetArrayLength());
        }
    }

    [Fact]
    public void Every_metric_of_dashboard_and_alerts_is_in_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(SourceFile.Root, "docs", "operations.md"));
        var texts = Panels().SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!))
            .Append(File.ReadAllText(Path.Combine(SourceFile.Root, "deploy", "prometheus", "alerts.yml")));
        var names = texts.SelectMany(text => Metric().Matches(text).Select(match => Suffix().Replace(match.Value, ""))).Distinct(StringComparer.Ordinal).ToArray();
        names.Length.ShouldBeGreaterThan(20);
        names.Where(name => !guide.Contains(name, StringComparison.Ordinal) && !name.StartsWith("process_", StringComparison.Ordinal) && !name.StartsWith("dotnet_gc_", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("operations.md")]
    [InlineData("operations.zh-CN.md")]
    public void Every_alert_has_its_place_in_the_guides(string file)
    {
        var guide = File.ReadAllText(Path.Combine(SourceFile.Root, "docs", file));
        var alerts = Alert().Matches(File.ReadAllText(Path.Combine(SourceFile.Root, "deploy", "prometheus", "alerts.yml")));
        alerts.Count.ShouldBeGreaterThan(10);
        foreach (Match alert in alerts)
        {
            guide.ShouldContain($"\n### {alert.Groups["name"].Value}\n");
            alert.Groups["runbook"].Value.ShouldBe("docs/operations.md#" + alert.Groups["name"].Value.ToLowerInvariant());
        }
    }

    private static IEnumerable<JsonElement> Panels() =>
        Dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceFile.Root, "deploy", "grafana", "llm-gateway.json")));
        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"\b(llm|tollgate|process|dotnet)_[a-z0-9_]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|count|sum)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n(.*\n)*?\s+runbook: (?<runbook>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();
}
