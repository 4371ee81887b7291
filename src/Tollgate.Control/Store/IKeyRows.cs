using Tollgate.Control.Audit;
using Tollgate.Control.Keys;

namespace Tollgate.Control.Store;

/// <summary>Stored keys. Their secrets are not here, only hashes of them.</summary>
internal interface IKeyRows
{
    /// <summary>Adds a key; the answer has its revision.</summary>
    /// <exception cref="ControlStoreException">Conflict: the organisation has a key of that name. Full: there are too many keys.</exception>
    Task<StoredKey> InsertAsync(StoredKey key, AuditEntry audit, CancellationToken stop);

    /// <summary>
    /// Replaces a key if nobody else changed it since it was read (<see cref="StoredKey.Revision"/>). Null when somebody did, or it is gone.
    /// </summary>
    /// <exception cref="ControlStoreException">Conflict: the organisation has another key of that name.</exception>
    Task<StoredKey?> UpdateAsync(StoredKey key, AuditEntry audit, CancellationToken stop);

    /// <summary>The key of this id, revoked ones too.</summary>
    Task<StoredKey?> FindAsync(string id, CancellationToken stop);

    /// <summary>One page in the order of ids, which is the order of creation.</summary>
    Task<IReadOnlyList<StoredKey>> ListAsync(KeyQuery query, CancellationToken stop);

    /// <summary>
    /// What changed after that revision, revoked keys too; from 0 on only those that are not revoked. Reads in one transaction.
    /// </summary>
    Task<KeyChanges> ChangesAsync(long sinceRevision, CancellationToken stop);
}
