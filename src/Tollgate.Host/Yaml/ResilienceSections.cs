using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads what is said about failing: <c>routing</c>, breakers, health checks, hedging.</summary>
internal static class ResilienceSections
{
    public static RoutingConfig Routing(SectionReader section)
    {
        var missing = new RoutingConfig();
        var routing = new RoutingConfig
        {
            MaxAttempts = section.Whole("max_attempts", missing.MaxAttempts, 1, 3),
            SameTargetRetries = section.Whole("same_target_retries", missing.SameTargetRetries, 0, 2),
            Backoff = Milliseconds(section, "backoff_ms", 60_000) ?? missing.Backoff,
            MaxBackoff = Milliseconds(section, "max_backoff_ms", 60_000) ?? missing.MaxBackoff,
            RetryBudget = section.Share("retry_budget") ?? missing.RetryBudget,
            RetryMinimum = section.Whole("retry_minimum", missing.RetryMinimum, 0, 10_000),
        };
        section.Done();
        return routing;
    }

    public static RetryConfig Retry(SectionReader section) => new()
    {
        MaxAttempts = (int?)section.Whole("max_attempts", 1, 3L),
        SameTargetRetries = (int?)section.Whole("same_target_retries", 0, 2L),
        Timeout = section.Seconds("timeout_seconds", 0.001m, 86_400),
        Hedge = section.Find("hedge") is null ? null : Hedge(section.Section("hedge")),
        ContinueStream = section.Flag("continue_stream") ?? false,
    };

    public static BreakerConfig Breaker(SectionReader section)
    {
        var missing = new BreakerConfig();
        var breaker = new BreakerConfig
        {
            Enabled = section.Flag("enabled") ?? missing.Enabled,
            ConsecutiveFailures = section.Whole("consecutive_failures", missing.ConsecutiveFailures, 1, 1000),
            ConnectFailures = section.Whole("connect_failures", missing.ConnectFailures, 1, 1000),
            FailureRate = section.Share("failure_rate") ?? missing.FailureRate,
            MinimumRequests = section.Whole("minimum_requests", missing.MinimumRequests, 2, 100_000),
            Window = section.Seconds("window_seconds", 1, 600) ?? missing.Window,
            Open = section.Seconds("open_seconds", 0.1m, 600) ?? missing.Open,
            MaxOpen = section.Seconds("max_open_seconds", 0.1m, 3600) ?? missing.MaxOpen,
            Probes = section.Whole("probes", missing.Probes, 1, 100),
            CloseAfter = section.Whole("close_after", missing.CloseAfter, 1, 100),
            SlowStart = section.Seconds("slow_start_seconds", 0, 3600) ?? missing.SlowStart,
        };
        section.Done();
        return breaker;
    }

    public static HealthCheckConfig HealthCheck(SectionReader section)
    {
        var missing = new HealthCheckConfig();
        var check = new HealthCheckConfig
        {
            Enabled = section.Flag("enabled"),
            Path = section.Text("path"),
            Interval = section.Seconds("interval_seconds", 0.1m, 3600) ?? missing.Interval,
            Timeout = section.Seconds("timeout_seconds", 0.05m, 60) ?? missing.Timeout,
            HealthyAfter = section.Whole("healthy_after", missing.HealthyAfter, 1, 100),
            UnhealthyAfter = section.Whole("unhealthy_after", missing.UnhealthyAfter, 1, 100),
        };
        section.Done();
        return check;
    }

    private static HedgeConfig? Hedge(SectionReader section)
    {
        section.RequiredText("after_ms");
        var after = Milliseconds(section, "after_ms", 600_000);
        section.Done();
        return after is { } time ? new HedgeConfig { After = time } : null;
    }

    private static TimeSpan? Milliseconds(SectionReader section, string name, long max) =>
        section.Whole(name, 1, max) is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
