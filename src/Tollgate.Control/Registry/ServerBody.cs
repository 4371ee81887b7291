using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Control.Registry;

/// <summary>A provider as the API shows it: beside the fields named here all its settings, in the words of the configuration file.</summary>
internal sealed record ServerBody
{
    public required string Id { get; init; }

    /// <summary>Its name in targets, logs and <c>x-tollgate-provider</c>.</summary>
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public string? BaseUrl { get; init; }

    /// <summary><c>***</c> where it has one: it is never shown.</summary>
    public string? ApiKey { get; init; }

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

    public required IReadOnlyList<TargetBody> Targets { get; init; }

    public HeartbeatBody? Heartbeat { get; init; }

    /// <summary>What its heartbeats may come with instead of the admin key: in the answer that makes it, and never again.</summary>
    public string? HeartbeatToken { get; init; }

    /// <summary>All other settings.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Settings { get; set; }
}
