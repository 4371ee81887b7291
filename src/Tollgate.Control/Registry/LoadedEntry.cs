using System.Text.Json.Nodes;
using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>An entry of the registry, opened and read.</summary>
internal sealed record LoadedEntry
{
    public required StoredEntry Stored { get; init; }

    /// <summary>Its settings as they may be shown.</summary>
    public required JsonObject Shown { get; init; }

    public ProviderConfig? Provider { get; init; }

    public ModelConfig? Model { get; init; }

    public EntrySettings Settings { get; init; } = EntrySettings.None;

    /// <summary>Why it cannot be used; null when it can.</summary>
    public EntryProblem? Problem { get; init; }

    public string Id => Stored.Id;
}
