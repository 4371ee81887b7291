namespace Tollgate.Configuration;

/// <summary>What a model says otherwise than <see cref="RoutingConfig"/>; null = as there.</summary>
public sealed record RetryConfig
{
    /// <summary>As <see cref="RoutingConfig.MaxAttempts"/>.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>As <see cref="RoutingConfig.SameTargetRetries"/>.</summary>
    public int? SameTargetRetries { get; init; }

    /// <summary>For all attempts together, waits included; each provider's own limit counts as well. Default none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A second attempt beside a slow first one. Default none.</summary>
    public HedgeConfig? Hedge { get; init; }

    /// <summary>A stream that breaks off in the middle is gone on with at another target that can go on from text. Default no.</summary>
    public bool ContinueStream { get; init; }
}
