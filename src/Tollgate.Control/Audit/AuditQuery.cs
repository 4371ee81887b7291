namespace Tollgate.Control.Audit;

/// <summary>Which audit entries. Texts match whole.</summary>
internal sealed record AuditQuery
{
    /// <summary>Most entries of one page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Entries older than this number; 0 for the newest.</summary>
    public long BeforeId { get; init; }

    public int Limit { get; init; } = 100;

    public DateTimeOffset? From { get; init; }

    /// <summary>Not including.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Target { get; init; }

    public string? Org { get; init; }
}
