namespace Tollgate.Control.Keys;

/// <summary>Which keys. Texts match whole.</summary>
internal sealed record KeyQuery
{
    /// <summary>Most keys of one page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Keys whose id comes after this one; empty for the first page.</summary>
    public string AfterId { get; init; } = "";

    public int Limit { get; init; } = 100;

    public string? Name { get; init; }

    public string? Org { get; init; }

    public string? Team { get; init; }

    public string? User { get; init; }

    /// <summary>Null for all but the revoked ones.</summary>
    public KeyStatus? Status { get; init; }

    /// <summary>The moment that <see cref="Status"/> is judged at.</summary>
    public required DateTimeOffset Now { get; init; }
}
