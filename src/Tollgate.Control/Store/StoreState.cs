namespace Tollgate.Control.Store;

/// <summary>What a look at the store tells without reading it: cheap enough for several looks a second.</summary>
/// <param name="Installation">Which installation the store belongs to; made with it, and kept for ever.</param>
/// <param name="KeysRevision">Rises with every change of a key.</param>
/// <param name="SealingKey">Id of the master key that new secrets are sealed with; null before the first start has said so.</param>
internal sealed record StoreState(string Installation, long KeysRevision, string? SealingKey)
{
    /// <summary>Rises with every change of a provider or model.</summary>
    public long RegistryRevision { get; init; }

    /// <summary>Why the store takes no changes, for operators; null where it does, as far as is known.</summary>
    public string? WriteProblem { get; init; }
}
