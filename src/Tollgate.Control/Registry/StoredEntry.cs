using Tollgate.Control.Secrets;

namespace Tollgate.Control.Registry;

/// <summary>An entry of the registry as the store keeps it.</summary>
internal sealed record StoredEntry
{
    public required string Id { get; init; }

    public required RegistryKind Kind { get; init; }

    /// <summary>Unique among the entries of its kind.</summary>
    public required string Name { get; init; }

    /// <summary>Its settings as a JSON object, in the words of the configuration file, without those that are secret.</summary>
    public required string Document { get; init; }

    /// <summary>The secret settings, sealed: a JSON object of the same shape. Null for none.</summary>
    public SealedRow? Secrets { get; init; }

    /// <summary>SHA-256 of the token that its heartbeats may come with; empty for none.</summary>
    public ReadOnlyMemory<byte> TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The registry's revision when it changed last; 0 before it is there.</summary>
    public long Revision { get; init; }

    /// <summary>Name of its row among the sealed secrets.</summary>
    public string SecretName => SecretNameOf(Id);

    public static string SecretNameOf(string id) => "registry/" + id;
}
