namespace Tollgate.Storage;

/// <summary>How long remote request logs keep what they hold.</summary>
internal sealed record RequestLogOptions
{
    /// <summary>Days that requests are kept. Default 30.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Days that captured content is kept; at most as long as its request. Default 30.</summary>
    public int ContentRetentionDays { get; init; } = 30;

    /// <summary>Groups of totals in one hour, beyond which invented names count as one. Default 10,000.</summary>
    public int MaxGroupsPerHour { get; init; } = 10_000;
}
