namespace Tollgate.Control.Keys;

/// <summary>Keys that changed.</summary>
/// <param name="Revision">Revision of the store that the answer stands for.</param>
/// <param name="Keys">The keys as they are now; revoked ones among them are to be dropped.</param>
internal sealed record KeyChanges(long Revision, IReadOnlyList<StoredKey> Keys);
