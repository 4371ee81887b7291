namespace Tollgate.Configuration;

/// <summary>What a limit counts.</summary>
public enum LimitMetric
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Tokens, in and out.</summary>
    Tokens,

    /// <summary>Cost, in nano-USD.</summary>
    Cost,

    /// <summary>Requests in flight.</summary>
    Concurrency,
}
