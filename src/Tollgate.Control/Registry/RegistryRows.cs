namespace Tollgate.Control.Registry;

/// <summary>All entries at one moment.</summary>
/// <param name="Revision">Revision of the registry that they stand for.</param>
/// <param name="Entries">In the order of their ids, which is the order of creation.</param>
internal sealed record RegistryRows(long Revision, IReadOnlyList<StoredEntry> Entries);
