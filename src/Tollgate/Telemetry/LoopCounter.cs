namespace Tollgate.Telemetry;

/// <summary>Plain numbers that each loop keeps: counters only rise, gauges go up and down.</summary>
internal enum LoopCounter
{
    /// <summary>Gauge: requests being served.</summary>
    ActiveRequests,

    /// <summary>Gauge: connections of clients.</summary>
    ClientConnections,

    /// <summary>Counter: SSE events relayed.</summary>
    StreamEvents,
}
