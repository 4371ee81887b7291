using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>A key of the control store with what administrators want to know about it.</summary>
internal sealed record StoredKey
{
    /// <summary>What the path needs.</summary>
    public required StoredCaller Caller { get; init; }

    /// <summary>Last characters of the secret, to tell keys apart.</summary>
    public required string Hint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>When anything about it changed last.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was revoked; null while it is not. A revoked key stays on record and never works again.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The store's revision when it changed last; 0 before it is there.</summary>
    public long Revision { get; init; }

    public string Id => Caller.Id;
}
