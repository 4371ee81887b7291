using Tollgate.Control.Audit;
using Tollgate.Control.Registry;
using Tollgate.Control.Secrets;

namespace Tollgate.Control.Store;

/// <summary>Providers and models that were added by API. Each change, its sealed secrets and its audit entry are one transaction.</summary>
internal interface IRegistryRows
{
    /// <summary>Adds an entry; the answer has its revision. Null when the store seals with another master key by now: seal and try again.</summary>
    /// <exception cref="ControlStoreException">Conflict: there is an entry of that kind and name. Full: there are too many.</exception>
    Task<StoredEntry?> InsertAsync(StoredEntry entry, AuditEntry audit, CancellationToken stop);

    /// <summary>
    /// Replaces an entry if nobody else changed it since it was read (<see cref="StoredEntry.Revision"/>). Null when somebody did, it is gone,
    /// or the store seals with another master key by now.
    /// </summary>
    /// <param name="entry">The entry as it is to be.</param>
    /// <param name="secrets">Its secrets, sealed under the version after the one before; null leaves them as they are.</param>
    /// <param name="audit">What is told of it.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ControlStoreException">Conflict: there is another entry of that kind and name.</exception>
    Task<StoredEntry?> UpdateAsync(StoredEntry entry, SealedRow? secrets, AuditEntry audit, CancellationToken stop);

    /// <summary>Removes an entry with its secrets and its heartbeat. False when somebody changed it since it was read, or it is gone.</summary>
    Task<bool> DeleteAsync(StoredEntry entry, AuditEntry audit, CancellationToken stop);

    /// <summary>Everything, in one transaction.</summary>
    Task<RegistryRows> AllAsync(CancellationToken stop);

    /// <summary>Writes heartbeats down. Those of providers that are gone are dropped.</summary>
    Task SaveBeatsAsync(IReadOnlyList<StoredBeat> beats, CancellationToken stop);

    Task<IReadOnlyList<StoredBeat>> BeatsAsync(CancellationToken stop);
}
