using Tollgate.Control.Audit;

namespace Tollgate.Control.Store;

/// <summary>The audit trail. It can be added to and read; the store itself refuses to change or remove an entry.</summary>
internal interface IAuditRows
{
    /// <summary>Adds an entry that belongs to no change of this store.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken stop);

    /// <summary>One page, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken stop);
}
