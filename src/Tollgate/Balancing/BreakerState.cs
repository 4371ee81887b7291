namespace Tollgate.Balancing;

/// <summary>State of a breaker. The numbers are those of the metric <c>llm_breaker_state</c>.</summary>
internal enum BreakerState : byte
{
    /// <summary>Traffic passes.</summary>
    Closed,

    /// <summary>A few requests may show whether the target is back.</summary>
    HalfOpen,

    /// <summary>Nothing passes until its time is over.</summary>
    Open,
}
