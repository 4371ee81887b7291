namespace Tollgate.Control.RequestLog;

/// <summary>Sums over requests.</summary>
internal sealed record TotalsBody
{
    public required long Requests { get; init; }

    /// <summary>Requests with an error class.</summary>
    public required long Errors { get; init; }

    /// <summary>Requests whose model has no price: their cost is unknown.</summary>
    public required long Unpriced { get; init; }

    /// <summary>Input and output.</summary>
    public required long Tokens { get; init; }

    public required long InputTokens { get; init; }

    /// <summary>Of the input.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Of the input.</summary>
    public required long CacheWriteTokens { get; init; }

    public required long OutputTokens { get; init; }

    /// <summary>Of the output.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>Billionths of a US dollar.</summary>
    public required long CostNanousd { get; init; }

    /// <summary>The same in dollars, exactly.</summary>
    public required string CostUsd { get; init; }

    /// <summary>Mean duration, microseconds; absent without requests.</summary>
    public long? LatencyUs { get; init; }

    /// <summary>Mean time to the first token, microseconds; absent where no request had one.</summary>
    public long? TtftUs { get; init; }

    public static TotalsBody Of(StatsTotals totals) => new()
    {
        Requests = totals.Requests,
        Errors = totals.Errors,
        Unpriced = totals.Unpriced,
        Tokens = totals.InputTokens + totals.OutputTokens,
        InputTokens = totals.InputTokens,
        CachedTokens = totals.CachedTokens,
        CacheWriteTokens = totals.CacheWriteTokens,
        OutputTokens = totals.OutputTokens,
        ReasoningTokens = totals.ReasoningTokens,
        CostNanousd = totals.CostNanoUsd,
        CostUsd = UsdText.Of(totals.CostNanoUsd),
        LatencyUs = totals.Requests > 0 ? totals.DurationMicroseconds / totals.Requests : null,
        TtftUs = totals.TtftCount > 0 ? totals.TtftMicroseconds / totals.TtftCount : null,
    };
}
