using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Control.Audit;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;

namespace Tollgate.Control.Registry;

/// <summary>Writes entries into the store, their secrets sealed on the way.</summary>
internal sealed class EntryWriter(IControlStore store, MasterKeyRing masters)
{
    /// <summary>Whether the secrets are not longer than they may be.</summary>
    public static bool Fits(JsonObject secrets) => Encoding.UTF8.GetByteCount(secrets.ToJsonString()) <= RegistryLimits.MaxSecretBytes;

    /// <summary>Null: try again.</summary>
    public async Task<StoredEntry?> InsertAsync(StoredEntry entry, JsonObject secrets, DateTimeOffset now, AuditEntry audit, CancellationToken stop) =>
        await store.Registry.InsertAsync(
            secrets.Count == 0 ? entry : entry with { Secrets = await SealAsync(entry, secrets, now, stop) }, audit, stop);

    /// <summary>Null: somebody changed it, try again.</summary>
    public async Task<StoredEntry?> UpdateAsync(
        StoredEntry entry, JsonObject before, JsonObject secrets, DateTimeOffset now, AuditEntry audit, CancellationToken stop) =>
        await store.Registry.UpdateAsync(
            entry, JsonNode.DeepEquals(before, secrets) ? null : await SealAsync(entry, secrets, now, stop), audit, stop);

    private async Task<SealedRow> SealAsync(StoredEntry entry, JsonObject secrets, DateTimeOffset now, CancellationToken stop)
    {
        var state = await store.LookAsync(stop);
        var master = (state.SealingKey is null ? masters.Primary : masters.Find(state.SealingKey))
            ?? throw new ControlStoreException(StoreFaultKind.Refused, "The master key that the control store seals with is not here.");
        var plain = Encoding.UTF8.GetBytes(secrets.ToJsonString());
        var row = SealedRow.Seal(master, entry.SecretName, (entry.Secrets?.Version ?? 0) + 1, plain, now);
        CryptographicOperations.ZeroMemory(plain);
        return row;
    }
}
