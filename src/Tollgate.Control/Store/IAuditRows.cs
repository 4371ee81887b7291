using Tollgate.Control.Audit;

namespace Tollgate.Control.Store;

/// <summary>The audit trail. It can be added to and read; the store itself refuses to change an entry, or to remove one otherwise than by age.</summary>
internal interface IAuditRows
{
    /// <summary>Adds an entry that belongs to no change of this store.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken stop);

    /// <summary>One page, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken stop);

    /// <summary>Removes the oldest entries from before a time and adds one that tells of it; none is added where none was removed.</summary>
    /// <param name="before">Entries of that time and later stay.</param>
    /// <param name="limit">Entries removed at most.</param>
    /// <param name="told">The entry that tells how many there were.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int limit, Func<int, AuditEntry> told, CancellationToken stop);
}
