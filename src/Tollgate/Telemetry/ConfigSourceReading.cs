namespace Tollgate.Telemetry;

/// <summary>Where the configuration comes from.</summary>
/// <param name="Kind"><c>environment</c>, <c>file</c> or <c>remote</c>.</param>
/// <param name="Name">Path or address; without what may be secret in an address.</param>
internal sealed record ConfigSourceReading(string Kind, string Name)
{
    /// <summary>The source cannot be looked at, so that it may have something newer.</summary>
    public bool IsStale { get; init; }

    /// <summary>What is in force is the copy that an earlier run kept.</summary>
    public bool FromCopy { get; init; }

    /// <summary>When a remote source last answered; of a copy, when it was made.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}
