namespace Tollgate.Control.Keys;

/// <summary>A key as API, command line and audit trail show it: neither secret nor hash.</summary>
internal sealed record KeyBody
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Org { get; init; }

    public required string Team { get; init; }

    public required string User { get; init; }

    /// <summary><c>active</c>, <c>disabled</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string Status { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required bool Enabled { get; init; }

    public int? RequestsPerMinute { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required bool Passthrough { get; init; }

    public required string Billing { get; init; }

    public required bool CaptureContent { get; init; }

    /// <summary>Last characters of the secret.</summary>
    public required string Hint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Until when the secret before the last rotation works.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The secret: in the answer to creation and rotation, and never again.</summary>
    public string? Key { get; init; }

    public static KeyBody Of(StoredKey key, DateTimeOffset now, string? secret = null)
    {
        var caller = key.Caller;
        return new KeyBody
        {
            Id = caller.Id,
            Name = caller.Name,
            Org = caller.Org,
            Team = caller.Team,
            User = caller.User,
            Status = StatusOf(key, now).ToString().ToLowerInvariant(),
            Models = caller.Models,
            ExpiresAt = caller.ExpiresAt,
            Enabled = caller.Enabled,
            RequestsPerMinute = caller.RequestsPerMinute,
            Labels = caller.Labels,
            Passthrough = caller.Passthrough,
            Billing = "none",
            CaptureContent = caller.CaptureContent,
            Hint = key.Hint,
            CreatedAt = key.CreatedAt,
            RotatedAt = key.RotatedAt,
            PreviousUntil = caller.PreviousUntil > now ? caller.PreviousUntil : null,
            ChangedAt = key.ChangedAt,
            RevokedAt = key.RevokedAt,
            Key = secret,
        };
    }

    private static KeyStatus StatusOf(StoredKey key, DateTimeOffset now) =>
        key.RevokedAt is not null ? KeyStatus.Revoked
        : !key.Caller.Enabled ? KeyStatus.Disabled
        : key.Caller.ExpiresAt <= now ? KeyStatus.Expired
        : KeyStatus.Active;
}
