using System.Collections.ObjectModel;

namespace Tollgate.Keys;

/// <summary>A key of the control store, as far as the path needs it. It holds no secret, only hashes.</summary>
internal sealed record StoredCaller
{
    /// <summary>Its identity in the store, such as <c>key_0f3a…</c>; limits count by it.</summary>
    public required string Id { get; init; }

    /// <summary>Unique within its organisation.</summary>
    public required string Name { get; init; }

    public string Org { get; init; } = "default";

    public string Team { get; init; } = "";

    public string User { get; init; } = "";

    /// <summary>Hash of the secret.</summary>
    public required KeyHash Hash { get; init; }

    /// <summary>Hash of the secret before the last rotation, while that one still works.</summary>
    public KeyHash? PreviousHash { get; init; }

    /// <summary>Until when it works.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>Names and patterns of the models that it may use.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["*"];

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Requests per minute, as a token bucket; null for the limits of the configuration.</summary>
    public int? RequestsPerMinute { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The key may make calls that name no model. Off: object ids have no owners yet, and one provider account is shared.</summary>
    public bool Passthrough { get; init; }

    public bool CaptureContent { get; init; }
}
