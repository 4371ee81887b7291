using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Servers;
using Xunit;

namespace Tollgate.WireTests.Telemetry;

/// <summary>Prometheus' own tool judges what we deploy: each alert fires and resolves.</summary>
public sealed class PromtoolTests
{
    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task The_tool_finds_nothing_wrong(string what, string kind, string file)
    {
        Assert.SkipWhen(PrometheusServer.Obstacle is not null, PrometheusServer.Obstacle ?? "");
        await using var run = ProcessRunner.Start(PrometheusServer.Promtool!, [what, kind, Path.Combine(Deployed.Folder, "prometheus", file)]);

        var exit = await run.ExitAsync();

        exit.ShouldBe(0, string.Join('\n', run.Out.Concat(run.Err)));
    }

    [Fact]
    public void Each_alert_has_a_case_that_fires_and_one_that_does_not()
    {
        var cases = File.ReadAllLines(Path.Combine(Deployed.Folder, "prometheus", "alerts.test.yml"));
        foreach (var line in File.ReadAllLines(Deployed.Alerts).Where(line => line.Contains("- alert: ", StringComparison.Ordinal)))
        {
            var at = Enumerable.Range(0, cases.Length).Where(i => cases[i].EndsWith("alertname: " + line.Split(": ")[1], StringComparison.Ordinal)).ToArray();
            at.Length.ShouldBe(2, line);
            cases[at[0] + 2].Trim().ShouldBe("exp_alerts:");
            cases[at[1] + 2].Trim().ShouldBe("exp_alerts: []");
        }
    }
}
