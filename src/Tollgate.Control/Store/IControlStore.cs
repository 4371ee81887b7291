namespace Tollgate.Control.Store;

/// <summary>
/// Where keys, the registry, sealed secrets and the audit trail are kept. A change and its audit entry are one transaction. Every method may throw
/// <see cref="ControlStoreException"/>; none of them is for the path of a request.
/// </summary>
internal interface IControlStore : IAsyncDisposable
{
    /// <summary>
    /// Brings the store to the schema that this program knows: once, however many processes do it at the same time, and on from where it
    /// was cut off. Returns the number of migrations applied.
    /// </summary>
    /// <exception cref="ControlStoreException">Refused: a newer program has been here, or this is no control store.</exception>
    Task<int> MigrateAsync(CancellationToken stop);

    Task<StoreState> LookAsync(CancellationToken stop);

    /// <summary>
    /// Names the master key to seal with from now on, if the one before is still <paramref name="before"/>. False when it is not.
    /// </summary>
    Task<bool> SetSealingKeyAsync(string? before, string after, CancellationToken stop);

    IKeyRows Keys { get; }

    ISecretRows Secrets { get; }

    IRegistryRows Registry { get; }

    IAuditRows Audit { get; }
}
