using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Control.Registry;

/// <summary>A model over targets as the API shows it: beside the fields named here all its settings, in the words of the configuration file.</summary>
internal sealed record ModelBody
{
    public required string Id { get; init; }

    /// <summary>The name that clients use.</summary>
    public required string Name { get; init; }

    /// <summary><c>file</c>, <c>environment</c> or <c>store</c>. Only what is in the store can be changed here.</summary>
    public required string Source { get; init; }

    /// <summary>Rises with each change; the answer's <c>ETag</c>.</summary>
    public long? Revision { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>It is part of the configuration that serves now.</summary>
    public required bool InForce { get; init; }

    /// <summary>Why it is not; absent when it is.</summary>
    public string? Problem { get; init; }

    /// <summary>All other settings, such as <c>targets</c>, <c>strategy</c> and <c>fallback</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Settings { get; set; }
}
