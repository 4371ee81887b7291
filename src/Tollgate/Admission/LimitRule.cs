using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>One rule, compiled: what is counted together, how, and what happens beyond it.</summary>
internal sealed record LimitRule
{
    /// <summary>Largest limit and burst: a million dollars in nano-USD, and far beyond any count of tokens.</summary>
    public const long MaxLimit = 1_000_000_000_000_000;

    /// <summary>Longest window.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(31);

    /// <summary>Its name in answers, logs and metrics: the configured one, else made of its parts, such as <c>key-requests-1m</c>.</summary>
    public required string Name { get; init; }

    public LimitScope Scope { get; init; } = LimitScope.Key;

    /// <summary>Which subject of the scope; <c>*</c> = each, with a count of its own.</summary>
    public string Match { get; init; } = "*";

    public LimitMetric Metric { get; init; } = LimitMetric.Requests;

    /// <summary>Requests, tokens or nano-USD per window, or requests at once; 1 to <see cref="MaxLimit"/>.</summary>
    public required long Limit { get; init; }

    /// <summary>Length of the window; more than zero, at most <see cref="MaxWindow"/>. Means nothing for concurrency.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    public LimitAlgorithm Algorithm { get; init; } = LimitAlgorithm.TokenBucket;

    /// <summary>What a rested subject may take at once; only a token bucket has one that differs from <see cref="Limit"/>.</summary>
    public long Burst { get; init; }

    public ExceededAction OnExceeded { get; init; } = ExceededAction.Reject;

    /// <summary>The queue, where <see cref="OnExceeded"/> is queue.</summary>
    public QueueConfig? Queue { get; init; }

    /// <summary>How replicas share it.</summary>
    public LimitMode Mode { get; init; } = LimitMode.Exact;

    /// <summary>The rule as an item of <c>RateLimit-Policy</c>, such as <c>"dev";q=10;w=60</c>.</summary>
    public byte[] PolicyUtf8 => field ??= LimitText.Policy(this);

    /// <summary>Length of the window in microseconds, the unit of <see cref="LimitClock"/>.</summary>
    public long WindowUs => Window.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Whether what it counts is known only after the answer, and estimated before.</summary>
    public bool IsSettled => Metric is LimitMetric.Tokens or LimitMetric.Cost;

    /// <summary>Whether the numbers are within their bounds.</summary>
    public bool IsValid =>
        Limit is >= 1 and <= MaxLimit && Burst is >= 1 and <= MaxLimit && Window > TimeSpan.Zero && Window <= MaxWindow;

    /// <summary>The usual form: so many requests a minute, all of them at once if the caller likes.</summary>
    public static LimitRule PerMinute(string name, long limit) => new() { Name = name, Limit = limit, Burst = limit };

    /// <summary>Compiles an entry of the configuration.</summary>
    public static LimitRule Of(LimitConfig config) => new()
    {
        Name = config.Name ?? LimitText.NameOf(config),
        Scope = config.Scope,
        Match = config.Match,
        Metric = config.Metric,
        Limit = config.Limit,
        Window = config.Window,
        Algorithm = config.Algorithm,
        Burst = config.Burst ?? config.Limit,
        OnExceeded = config.OnExceeded,
        Queue = config.OnExceeded == ExceededAction.Queue ? config.Queue ?? new QueueConfig() : null,
        Mode = config.Mode,
    };
}
