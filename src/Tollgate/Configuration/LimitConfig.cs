namespace Tollgate.Configuration;

/// <summary>One limit (an entry of <c>limits:</c>). This version enforces requests per key by token bucket, with rejection.</summary>
public sealed record LimitConfig
{
    /// <summary>What is counted together.</summary>
    public LimitScope Scope { get; init; } = LimitScope.Key;

    /// <summary>A name within the scope; <c>*</c> (default) = each one, with a count of its own.</summary>
    public string Match { get; init; } = "*";

    /// <summary>What is counted.</summary>
    public LimitMetric Metric { get; init; } = LimitMetric.Requests;

    /// <summary>How much is allowed per <see cref="Window"/>, at least 1.</summary>
    public required long Limit { get; init; }

    /// <summary>The window, 1 s to 30 d. Default 1 min.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How it is counted. Default token bucket.</summary>
    public LimitAlgorithm Algorithm { get; init; } = LimitAlgorithm.TokenBucket;

    /// <summary>How much may come at once. Null (default) = <see cref="Limit"/>.</summary>
    public long? Burst { get; init; }

    /// <summary>What happens beyond it. Default reject.</summary>
    public ExceededAction OnExceeded { get; init; } = ExceededAction.Reject;

    /// <summary>The queue, where <see cref="OnExceeded"/> is queue.</summary>
    public QueueConfig? Queue { get; init; }
}
