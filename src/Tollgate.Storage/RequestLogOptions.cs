namespace Tollgate.Storage;

/// <summary>How long remote request logs keep what they hold, and how long they may be asked.</summary>
internal sealed record RequestLogOptions
{
    /// <summary>Days that requests are kept. Default 30.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Days that captured content is kept; at most as long as its request. Default 30.</summary>
    public int ContentRetentionDays { get; init; } = 30;

    /// <summary>How long the server works at one question, whatever it asks (check 32). Default 1 second; the whole of it may take twice that.</summary>
    public TimeSpan QuestionLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Groups of totals in one hour, beyond which invented names count as one. Default 10,000.</summary>
    public int MaxGroupsPerHour { get; init; } = 10_000;
}
