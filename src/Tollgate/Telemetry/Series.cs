namespace Tollgate.Telemetry;

/// <summary>
/// One combination of labels, resolved when a snapshot is compiled. A request carries it from routing on, and counting is an array
/// index away. Lives as long as the process, so counters survive configuration changes.
/// </summary>
internal sealed class Series
{
    /// <summary>Position in each loop's array.</summary>
    public required int Index { get; init; }

    /// <summary>Label <c>model</c>: the public model name, <c>none</c> where a request has none, <c>other</c> where there are too many.</summary>
    public required string Model { get; init; }

    /// <summary>Label <c>provider</c>: its configured name, or <c>none</c> for a request that reached none.</summary>
    public required string Provider { get; init; }

    /// <summary>Label <c>route</c>: the endpoint.</summary>
    public required string Route { get; init; }
}
