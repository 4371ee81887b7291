namespace Tollgate.Control.RequestLog;

/// <summary>Sums over requests.</summary>
internal sealed record StatsTotals
{
    public long Requests { get; init; }

    /// <summary>Requests with an error class.</summary>
    public long Errors { get; init; }

    /// <summary>Requests whose model has no price.</summary>
    public long Unpriced { get; init; }

    public long InputTokens { get; init; }

    /// <summary>Of the input.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Of the input.</summary>
    public long CacheWriteTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>Of the output.</summary>
    public long ReasoningTokens { get; init; }

    public long CostNanoUsd { get; init; }

    /// <summary>Sum of the requests' durations.</summary>
    public long DurationMicroseconds { get; init; }

    /// <summary>Sum of the times to the first token.</summary>
    public long TtftMicroseconds { get; init; }

    /// <summary>Requests that have one.</summary>
    public long TtftCount { get; init; }
}
