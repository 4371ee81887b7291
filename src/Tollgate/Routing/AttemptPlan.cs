using Tollgate.Configuration;

namespace Tollgate.Routing;

/// <summary>How a route's requests are tried again, compiled; times in milliseconds.</summary>
internal sealed record AttemptPlan
{
    /// <summary>That of a request without a route, which has one upstream only.</summary>
    public static AttemptPlan Default { get; } = From(new RoutingConfig(), new RetryConfig());

    /// <summary>Attempts at most.</summary>
    public required int Max { get; init; }

    /// <summary>Of them repetitions at the same target.</summary>
    public required int SameTarget { get; init; }

    /// <summary>For all attempts together; <see cref="int.MaxValue"/> for no limit but the providers'.</summary>
    public required int TotalMs { get; init; }

    /// <summary>Longest wait before the first repetition at the same target.</summary>
    public required int BackoffMs { get; init; }

    /// <summary>Longest wait before any.</summary>
    public required int MaxBackoffMs { get; init; }

    /// <summary>After how long without an answer a second attempt begins elsewhere; 0 for never.</summary>
    public required int HedgeAfterMs { get; init; }

    /// <summary>A stream that breaks off is gone on with elsewhere.</summary>
    public required bool ContinueStream { get; init; }

    public static AttemptPlan From(RoutingConfig routing, RetryConfig own) => new()
    {
        Max = own.MaxAttempts ?? routing.MaxAttempts,
        SameTarget = own.SameTargetRetries ?? routing.SameTargetRetries,
        TotalMs = own.Timeout is { } total ? Milliseconds(total) : int.MaxValue,
        BackoffMs = Milliseconds(routing.Backoff),
        MaxBackoffMs = Milliseconds(routing.MaxBackoff),
        HedgeAfterMs = own.Hedge is { } hedge ? Milliseconds(hedge.After) : 0,
        ContinueStream = own.ContinueStream,
    };

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue);
}
