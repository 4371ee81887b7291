namespace Tollgate.Configuration;

/// <summary>How often and how fast a request is tried again (<c>routing</c>). Models may say otherwise for themselves.</summary>
public sealed record RoutingConfig
{
    /// <summary>Attempts at providers for one request, 1 to 3 (requirement 2.4). Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Of these, how many may go to the same target again when no other is left, 0 to 2. Default 0.</summary>
    public int SameTargetRetries { get; init; }

    /// <summary>Longest wait before the first repetition at the same target, 1 ms to 60 s; the wait is a random part of it. Default 200 ms.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bound of that wait, which doubles with each repetition. Default 2 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Retries as a share of the requests of the last ten seconds, over all loops, 0 to 1. Default 0.2.</summary>
    public decimal RetryBudget { get; init; } = 0.2m;

    /// <summary>Retries in ten seconds that are allowed however few requests there are, 0 to 10,000. Default 10.</summary>
    public int RetryMinimum { get; init; } = 10;
}
