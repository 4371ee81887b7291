using Tollgate.Control.Audit;
using Tollgate.Control.Secrets;

namespace Tollgate.Control.Store;

/// <summary>Sealed secrets. The store sees no plain text.</summary>
internal interface ISecretRows
{
    /// <summary>
    /// Puts a secret in place of the version before, if the store still seals with <see cref="SealedRow.MasterKey"/> and that version was
    /// one less. False when it does not: read, seal and try again.
    /// </summary>
    Task<bool> PutAsync(SealedRow row, AuditEntry? audit, CancellationToken stop);

    Task<SealedRow?> FindAsync(string name, CancellationToken stop);

    /// <summary>False when there was none.</summary>
    Task<bool> DeleteAsync(string name, AuditEntry? audit, CancellationToken stop);

    /// <summary>Names in their order, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> ListAsync(string after, int limit, CancellationToken stop);

    /// <summary>At most <paramref name="limit"/> secrets that another master key than this one wraps.</summary>
    Task<IReadOnlyList<SealedRow>> NotUnderAsync(string masterKey, int limit, CancellationToken stop);

    /// <summary>Gives a secret another wrapping, if it is still the one that was read. Its version stays.</summary>
    Task<bool> RewrapAsync(SealedRow before, SealedRow after, CancellationToken stop);
}
