using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads an entry of <c>limits</c>.</summary>
internal static class LimitSection
{
    /// <summary>A million dollars in nano-USD, and far beyond any count of tokens.</summary>
    private const long MaxLimit = 1_000_000_000_000_000;

    public static LimitConfig Read(SectionReader section)
    {
        section.RequiredText("scope");
        section.RequiredText("metric");
        var metric = section.Choice(
            "metric",
            LimitMetric.Requests,
            ("requests", LimitMetric.Requests),
            ("tokens", LimitMetric.Tokens),
            ("cost", LimitMetric.Cost),
            ("concurrency", LimitMetric.Concurrency));
        var dollars = metric == LimitMetric.Cost ? section.Usd("limit_usd") : null;
        if (dollars is null)
        {
            section.RequiredText("limit");
        }

        return new LimitConfig
        {
            Name = section.Text("name"),
            Scope = ScopeNames.Read(section),
            Match = section.Text("match", "*"),
            Metric = metric,
            Limit = dollars is { } usd ? Math.Max(1, usd) : section.Whole("limit", 1, MaxLimit) ?? 1,
            Window = section.Window("per", TimeSpan.FromMinutes(1)),
            Algorithm = section.Choice(
                "algorithm",
                LimitAlgorithm.TokenBucket,
                ("token_bucket", LimitAlgorithm.TokenBucket),
                ("sliding_window", LimitAlgorithm.SlidingWindow),
                ("fixed_window", LimitAlgorithm.FixedWindow),
                ("leaky_bucket", LimitAlgorithm.LeakyBucket)),
            Burst = section.Whole("burst", 1, MaxLimit),
            OnExceeded = section.Choice("on_exceeded", ExceededAction.Reject, ("reject", ExceededAction.Reject), ("queue", ExceededAction.Queue)),
            Queue = Queue(section),
            Mode = section.Choice("mode", LimitMode.Exact, ("exact", LimitMode.Exact), ("leased", LimitMode.Leased)),
        };
    }

    private static QueueConfig? Queue(SectionReader section)
    {
        if (section.Find("queue") is null) { return null; }
        var queue = section.Section("queue");
        var read = new QueueConfig
        {
            Max = queue.Whole("max", 100, 1, 1_000_000),
            Timeout = queue.Seconds("timeout_seconds", 0.001m, 86_400) ?? TimeSpan.FromSeconds(30),
            Heartbeat = queue.Seconds("heartbeat_seconds", 0m, 3_600) ?? TimeSpan.FromSeconds(10),
        };
        queue.Done();
        return read;
    }
}
