using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads the entries of <c>keys</c> and <c>limits</c>.</summary>
internal static class GovernanceSections
{
    public static KeyConfig Key(SectionReader section) => new()
    {
        Name = section.RequiredText("name"),
        Key = section.RequiredSecret("key"),
        Org = section.Text("org", "default"),
        Models = section.Texts("models") ?? ["*"],
        Billing = section.Choice("billing", BillingMode.None, ("none", BillingMode.None), ("wallet", BillingMode.Wallet)),
        Passthrough = section.Flag("passthrough") ?? true,
        Enabled = section.Flag("enabled") ?? true,
        Expires = section.Moment("expires"),
        RequestsPerMinute = (int?)section.Whole("requests_per_minute", 1, 1_000_000_000),
    };

    public static LimitConfig Limit(SectionReader section)
    {
        section.RequiredText("scope");
        section.RequiredText("metric");
        section.RequiredText("limit");
        return new LimitConfig
        {
            Scope = section.Choice(
                "scope",
                LimitScope.Key,
                ("key", LimitScope.Key),
                ("user", LimitScope.User),
                ("team", LimitScope.Team),
                ("org", LimitScope.Org),
                ("app", LimitScope.App),
                ("model", LimitScope.Model),
                ("provider", LimitScope.Provider),
                ("endpoint", LimitScope.Endpoint),
                ("ip", LimitScope.Ip),
                ("global", LimitScope.Global)),
            Match = section.Text("match", "*"),
            Metric = section.Choice(
                "metric",
                LimitMetric.Requests,
                ("requests", LimitMetric.Requests),
                ("tokens", LimitMetric.Tokens),
                ("cost", LimitMetric.Cost),
                ("concurrency", LimitMetric.Concurrency)),
            Limit = section.Whole("limit", 1, 1_000_000_000) ?? 1,
            Window = section.Window("per", TimeSpan.FromMinutes(1)),
            Algorithm = section.Choice(
                "algorithm",
                LimitAlgorithm.TokenBucket,
                ("token_bucket", LimitAlgorithm.TokenBucket),
                ("sliding_window", LimitAlgorithm.SlidingWindow),
                ("fixed_window", LimitAlgorithm.FixedWindow),
                ("leaky_bucket", LimitAlgorithm.LeakyBucket)),
            Burst = section.Whole("burst", 1, 1_000_000_000),
            OnExceeded = section.Choice("on_exceeded", ExceededAction.Reject, ("reject", ExceededAction.Reject), ("queue", ExceededAction.Queue)),
            Queue = Queue(section),
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
        };
        queue.Done();
        return read;
    }
}
