namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Bounds of the request log in SQLite.</summary>
internal sealed record SqliteLogOptions
{
    /// <summary>Days for which rows are kept after their own. Default 30.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Days for which captured content is kept after its own. Default 7.</summary>
    public int ContentRetentionDays { get; init; } = 7;

    /// <summary>Disk space of all days together, in bytes; the oldest days go first, never today. Default 10 GiB.</summary>
    public long MaxBytes { get; init; } = 10L << 30;

    /// <summary>Time after which a list comes back with what it has. Default 250 ms.</summary>
    public TimeSpan ListBudget { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time after which statistics and facets read no further day. Default 700 ms.</summary>
    public TimeSpan StatsBudget { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Questions answered at once; more of them wait. Default 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>
    /// Groups of one hour in the rollup. Beyond them app, model and user of a new combination count as <c>other</c> there, and beyond four times
    /// as many all its texts: clients invent names. Default 20,000.
    /// </summary>
    public int MaxHourGroups { get; init; } = 20_000;

    /// <summary>Texts that a day writes as numbers; further ones stand in their rows, and in the rollup under <c>other</c>. Default 65,536.</summary>
    public int MaxDayTexts { get; init; } = 65_536;
}
