using Tollgate.Control.Secrets;

namespace Tollgate.Control.Store;

/// <summary>Makes a store ready for this process: its schema is ours, and so is its master key.</summary>
internal static class StoreOpening
{
    /// <summary>Opens a store; a new one is bound to the master key at hand.</summary>
    /// <exception cref="ControlStoreException">Refused: another master key, a newer schema. Unavailable: not now.</exception>
    public static async Task<StoreState> OpenAsync(IControlStore store, MasterKeyRing masters, CancellationToken stop)
    {
        await store.MigrateAsync(stop);
        var state = await store.LookAsync(stop);
        while (state.SealingKey is null && masters.Primary is { } first)
        {
            await store.SetSealingKeyAsync(null, first.Id, stop);
            state = await store.LookAsync(stop);
        }

        return state.SealingKey is { } id && masters.Find(id) is not null
            ? state
            : throw new ControlStoreException(
                StoreFaultKind.Refused,
                "The master key is not the one that the control store is sealed with. Set TOLLGATE_MASTER_KEY to that key, or put its file master.key back into the data folder.");
    }
}
