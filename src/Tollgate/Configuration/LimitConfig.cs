namespace Tollgate.Configuration;

/// <summary>One limit (an entry of <c>limits:</c>). All that match a request apply together.</summary>
public sealed record LimitConfig
{
    /// <summary>Its name in answers, logs and metrics; unique. Null (default) = made of its parts, such as <c>key-requests-1m</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What is counted together.</summary>
    public LimitScope Scope { get; init; } = LimitScope.Key;

    /// <summary>A name within the scope; <c>*</c> (default) = each one, with a count of its own.</summary>
    public string Match { get; init; } = "*";

    /// <summary>What is counted.</summary>
    public LimitMetric Metric { get; init; } = LimitMetric.Requests;

    /// <summary>How much is allowed per <see cref="Window"/>, at least 1: requests, tokens, nano-USD; for concurrency at once.</summary>
    public required long Limit { get; init; }

    /// <summary>The window, 1 s to 30 d. Default 1 min. Concurrency has none.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How it is counted. Default token bucket.</summary>
    public LimitAlgorithm Algorithm { get; init; } = LimitAlgorithm.TokenBucket;

    /// <summary>How much may come at once; of a token bucket only. Null (default) = <see cref="Limit"/>.</summary>
    public long? Burst { get; init; }

    /// <summary>What happens beyond it. Default reject.</summary>
    public ExceededAction OnExceeded { get; init; } = ExceededAction.Reject;

    /// <summary>The queue, where <see cref="OnExceeded"/> is queue.</summary>
    public QueueConfig? Queue { get; init; }

    /// <summary>How replicas that share Redis hold it together. Default exact.</summary>
    public LimitMode Mode { get; init; } = LimitMode.Exact;
}
