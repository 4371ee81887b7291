namespace Tollgate.Configuration;

/// <summary>The queue of a limit (<c>limits[].queue:</c>). Not available in this version.</summary>
public sealed record QueueConfig
{
    /// <summary>Requests that may wait. Default 100.</summary>
    public int Max { get; init; } = 100;

    /// <summary>How long one may wait. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
