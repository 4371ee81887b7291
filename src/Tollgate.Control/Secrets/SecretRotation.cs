using Tollgate.Control.Store;

namespace Tollgate.Control.Secrets;

/// <summary>
/// Moves the sealed secrets under another master key. Contents are not sealed anew, only their data keys are wrapped anew, one row at a
/// time, while servers go on: as long as both keys are at their source, either opens. Cut off anywhere, the same call goes on.
/// </summary>
internal sealed class SecretRotation(IControlStore store)
{
    private const int Batch = 100;

    /// <summary>Rewraps everything under <paramref name="next"/>; returns how many rows that were.</summary>
    /// <param name="ring">Has every key that a row may be under, and the next.</param>
    /// <param name="next">The key from now on.</param>
    /// <param name="stop">Leaves the rotation half done, to be gone on with.</param>
    /// <exception cref="ControlStoreException">Refused: a row does not open. Nothing is lost; the rotation has not ended.</exception>
    public async Task<int> RunAsync(MasterKeyRing ring, MasterKey next, CancellationToken stop)
    {
        await SealWithAsync(next, stop);
        var count = 0;
        while (await store.Secrets.NotUnderAsync(next.Id, Batch, stop) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                count += await RewrapAsync(ring, row, next, stop) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>First of all: from here on no row appears under the key before, so the loop above comes to an end.</summary>
    private async Task SealWithAsync(MasterKey next, CancellationToken stop)
    {
        var before = (await store.LookAsync(stop)).SealingKey;
        while (before != next.Id && !await store.SetSealingKeyAsync(before, next.Id, stop))
        {
            before = (await store.LookAsync(stop)).SealingKey;
        }
    }

    /// <summary>False when somebody put or deleted the secret in between, which then is under the new key or gone.</summary>
    private async Task<bool> RewrapAsync(MasterKeyRing ring, SealedRow row, MasterKey next, CancellationToken stop)
    {
        var from = ring.Find(row.MasterKey)
            ?? throw new ControlStoreException(StoreFaultKind.Refused, $"The secret '{row.Name}' is sealed under a master key that is not here.");
        var rewrapped = row.Rewrap(from, next)
            ?? throw new ControlStoreException(StoreFaultKind.Refused, $"The secret '{row.Name}' does not open: its row was altered or moved.");
        return await store.Secrets.RewrapAsync(row, rewrapped, stop);
    }
}
