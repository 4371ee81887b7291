namespace Tollgate.Configuration;

/// <summary>The queue of a limit (<c>limits[].queue:</c>).</summary>
public sealed record QueueConfig
{
    /// <summary>Requests that may wait for one subject; beyond that the oldest of the tenant with the most waiting is refused. Default 100.</summary>
    public int Max { get; init; } = 100;

    /// <summary>
    /// A stream that has waited for so long is opened and told where it stands, and again every time so long has passed. Default 10 s; zero = never.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one may wait. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
