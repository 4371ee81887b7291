namespace Tollgate.Telemetry;

/// <summary>Plain numbers that each loop keeps: counters only rise, gauges go up and down.</summary>
internal enum LoopCounter
{
    /// <summary>Gauge: requests being served.</summary>
    ActiveRequests,

    /// <summary>Gauge: connections of clients.</summary>
    ClientConnections,

    /// <summary>Gauge: connections to providers, idle ones included.</summary>
    UpstreamConnections,

    /// <summary>Gauge: connections to providers waiting for use.</summary>
    PoolIdle,

    /// <summary>Gauge: timers set.</summary>
    Timers,

    /// <summary>Counter: connections accepted.</summary>
    Accepted,

    /// <summary>Counter: requests that a limit refused.</summary>
    LimiterRejections,

    /// <summary>Counter: answers whose usage could not be read.</summary>
    UnreadUsage,

    /// <summary>Counter: SSE events relayed.</summary>
    StreamEvents,
}
