using Tollgate.Control.Store;

namespace Tollgate.Tests.Control.Keys;

/// <summary>A store whose looks fail at will: what a locked or vanished file does, without waiting for a lock's time-out.</summary>
internal sealed class FailingControlStore(IControlStore inner) : IControlStore
{
    public bool Fails { get; set; }

    public IKeyRows Keys => inner.Keys;

    public ISecretRows Secrets => inner.Secrets;

    public IRegistryRows Registry => inner.Registry;

    public IAuditRows Audit => inner.Audit;

    public Task<int> MigrateAsync(CancellationToken stop) => inner.MigrateAsync(stop);

    public Task<StoreState> LookAsync(CancellationToken stop) =>
        Fails ? Task.FromException<StoreState>(new ControlStoreException(StoreFaultKind.Unavailable, "scripted")) : inner.LookAsync(stop);

    public Task<bool> SetSealingKeyAsync(string? before, string after, CancellationToken stop) => inner.SetSealingKeyAsync(before, after, stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
