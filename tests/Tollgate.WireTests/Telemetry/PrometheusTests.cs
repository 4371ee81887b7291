using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Servers;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Telemetry;

/// <summary>A real Prometheus scrapes the real gateway: every query of dashboard and alerts is asked of it.</summary>
public sealed class PrometheusTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>Requirement 5.5, and what issue 3 adds.</summary>
    private static readonly string[] Required =
    [
        "llm_requests_total", "llm_request_duration_seconds", "llm_active_requests", "llm_tokens_total", "llm_ttft_seconds", "llm_queue_depth",
        "llm_limiter_rejections_total", "llm_breaker_state", "llm_cost_nanousd_total", "tollgate_storage_errors_total", "llm_gateway_overhead_seconds",
        "tollgate_journal_bytes", "tollgate_journal_segments", "tollgate_journal_refused_total", "tollgate_sink_lag_seconds", "tollgate_sink_backlog_bytes",
        "tollgate_sink_records_total", "tollgate_sink_errors_total", "tollgate_config_generation",
    ];

    [Fact]
    public async Task Every_query_of_dashboard_and_alerts_is_answered()
    {
        Assert.SkipWhen(PrometheusServer.Obstacle is not null, PrometheusServer.Obstacle ?? "");
        await using var gateway = await StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync($"127.0.0.1:{gateway.Port}", Deployed.Alerts);
        using var stop = new CancellationTokenSource();
        var traffic = TrafficAsync(gateway, stop.Token);
        try
        {
            (await Eventually.BecomesTrueAsync(() => HasDataAsync(prometheus, "rate(llm_ttft_seconds_count[20s]) > 0"), TimeSpan.FromSeconds(30))).ShouldBeTrue();
            var page = (await gateway.MetricsAsync()).Text;
            var open = new List<string>();
            foreach (var (panel, expression) in Deployed.DashboardQueries())
            {
                // What nothing on the page has samples of (a store that is not there, TLS that is off) cannot answer, but must be a query.
                var mayBeEmpty = Deployed.MetricsIn(expression).All(name => !HasSamples(page, name));
                if (!await Eventually.BecomesTrueAsync(async () => await HasDataAsync(prometheus, expression) || mayBeEmpty, TimeSpan.FromSeconds(10)))
                {
                    open.Add($"{panel}: {expression}");
                }
            }

            open.ShouldBeEmpty();
            await RulesAreFineAsync(prometheus);
        }
        finally
        {
            await stop.CancelAsync();
            await traffic;
        }
    }

    [Fact]
    public async Task OpenMetrics_is_taken_and_its_exemplars_lead_to_traces()
    {
        Assert.SkipWhen(PrometheusServer.Obstacle is not null, PrometheusServer.Obstacle ?? "");
        await using var gateway = await StartAsync();
        await gateway.ChatAsync(Chat.Request("demo"), $"traceparent: 00-{Trace}-b7ad6b7169203331-01");
        await using var prometheus = await PrometheusServer.StartAsync($"127.0.0.1:{gateway.Port}", Deployed.Alerts);
        JsonElement found = default;
        var seen = await Eventually.BecomesTrueAsync(
            async () => (found = await prometheus.ExemplarsAsync("llm_request_duration_seconds_bucket", TimeProvider.System.GetUtcNow())).GetArrayLength() > 0,
            TimeSpan.FromSeconds(20));

        seen.ShouldBeTrue((await prometheus.GetAsync("/api/v1/targets")).ToString());
        found[0].GetProperty("exemplars")[0].GetProperty("labels").GetProperty("trace_id").GetString().ShouldBe(Trace);
        var target = (await prometheus.GetAsync("/api/v1/targets")).GetProperty("activeTargets")[0];
        target.GetProperty("health").GetString().ShouldBe("up", target.ToString());
        (await HasDataAsync(prometheus, "tollgate_build_info == 1")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_page_has_every_required_family_and_no_key_or_user_in_a_label()
    {
        await using var gateway = await StartAsync();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await TrafficAsync(gateway, stop.Token);

        var page = (await gateway.MetricsAsync()).Text;

        Required.Where(name => !page.Contains($"# TYPE {name} ", StringComparison.Ordinal)).ShouldBeEmpty();
        page.ShouldNotContain(gateway.Key);
        page.ShouldNotContain("secret-app");
        page.ShouldNotContain("key-of-a-person");
        page.ShouldNotContain("made-up-model");
        foreach (var label in (string[])["key=", "user=", "token=", "org=", "app=", "request_id=", "ip="])
        {
            page.ShouldNotContain("{" + label);
            page.ShouldNotContain("," + label);
        }
    }

    private static Task<RunningGateway> StartAsync() => RunningGateway.StartAsync("auto", yaml => yaml
        .Add("providers", "{ name: demo, kind: demo, models: [demo] }")
        .Provider("down", $"http://127.0.0.1:{FreePort.Take()}/v1", ("models", (string[])["down"]))
        .Key("key-of-a-person", "sk-limited-0123456789")
        .RequestLimit(1, "1h", 1, "key-of-a-person"));

    private static async Task TrafficAsync(RunningGateway gateway, CancellationToken stop)
    {
        do
        {
            await gateway.ChatAsync(Chat.Request("demo"), "app-name: secret-app");
            await gateway.ChatAsync(Chat.Request("demo", stream: true));
            await gateway.ChatAsync(Chat.Request("down"));
            await gateway.ChatAsync(Chat.Request("made-up-model"));
            await using var client = await gateway.ConnectAsync();
            await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request("demo"), "authorization: Bearer sk-limited-0123456789");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
        while (!stop.IsCancellationRequested);
    }

    private static async Task<bool> HasDataAsync(PrometheusServer prometheus, string expression) => (await prometheus.QueryAsync(expression)).GetArrayLength() > 0;

    private static bool HasSamples(string page, string name) =>
        page.Contains($"\n{name} ", StringComparison.Ordinal) || page.Contains($"\n{name}{{", StringComparison.Ordinal);

    private static async Task RulesAreFineAsync(PrometheusServer prometheus)
    {
        JsonElement[] rules = [];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                rules = [.. (await prometheus.GetAsync("/api/v1/rules")).GetProperty("groups")[0].GetProperty("rules").EnumerateArray()];
                return Array.TrueForAll(rules, rule => rule.GetProperty("health").GetString() != "unknown");
            },
            TimeSpan.FromSeconds(10));
        rules.Length.ShouldBeGreaterThan(10);
        rules.ShouldAllBe(rule => rule.GetProperty("health").GetString() == "ok");
        rules.Where(rule => rule.GetProperty("state").GetString() == "firing").ShouldBeEmpty();
    }
}
