using System.Security.Cryptography;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Control.Audit;
using Tollgate.Control.Store;

namespace Tollgate.Control.Secrets;

/// <summary>Secrets of the control store, such as providers' API keys: sealed on the way in, opened on the way out.</summary>
internal sealed class SecretStore(IControlStore store, MasterKeyRing keys, TimeProvider time)
{
    public const int MaxNameLength = 200;

    /// <summary>Longest secret, in bytes of UTF-8.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Most names of one page.</summary>
    public const int MaxPage = 1000;

    private const int MaxAttempts = 8;

    /// <summary>Puts a secret, in place of the one of that name if there is one.</summary>
    /// <exception cref="ControlStoreException">The store did not take it.</exception>
    public async Task PutAsync(string name, Secret secret, AuditActor actor, CancellationToken stop)
    {
        CheckName(name);
        var plain = Encoding.UTF8.GetBytes(secret.Reveal());
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, MaxBytes, nameof(secret));
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var master = await SealingKeyAsync(stop);
                var before = await store.Secrets.FindAsync(name, stop);
                var now = time.GetUtcNow();
                var row = SealedRow.Seal(master, name, (before?.Version ?? 0) + 1, plain, now);
                if (await store.Secrets.PutAsync(row, Entry(actor, now, before is null ? "secret.create" : "secret.replace", name), stop))
                {
                    return;
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }

        throw new ControlStoreException(StoreFaultKind.Conflict, "Somebody else keeps changing the same secret.");
    }

    /// <summary>The secret; null when there is none of that name.</summary>
    /// <exception cref="ControlStoreException">It does not open: altered, moved, or under a key that this process does not have.</exception>
    public async Task<Secret?> GetAsync(string name, CancellationToken stop)
    {
        CheckName(name);
        if (await store.Secrets.FindAsync(name, stop) is not { } row)
        {
            return null;
        }

        var master = keys.Find(row.MasterKey)
            ?? throw new ControlStoreException(StoreFaultKind.Refused, $"The secret '{name}' is sealed under a master key that is not here.");
        var plain = row.Open(master)
            ?? throw new ControlStoreException(StoreFaultKind.Refused, $"The secret '{name}' does not open: its row was altered or moved.");
        var secret = new Secret(Encoding.UTF8.GetString(plain));
        CryptographicOperations.ZeroMemory(plain);
        return secret;
    }

    /// <summary>False when there was none.</summary>
    public Task<bool> DeleteAsync(string name, AuditActor actor, CancellationToken stop)
    {
        CheckName(name);
        return store.Secrets.DeleteAsync(name, Entry(actor, time.GetUtcNow(), "secret.delete", name), stop);
    }

    /// <summary>Names in their order, after <paramref name="after"/>.</summary>
    public Task<IReadOnlyList<string>> ListAsync(string after, int limit, CancellationToken stop) =>
        store.Secrets.ListAsync(after, Math.Clamp(limit, 1, MaxPage), stop);

    private async Task<MasterKey> SealingKeyAsync(CancellationToken stop)
    {
        var state = await store.LookAsync(stop);
        return (state.SealingKey is null ? keys.Primary : keys.Find(state.SealingKey))
            ?? throw new ControlStoreException(StoreFaultKind.Refused, "The master key that the control store seals with is not here.");
    }

    private static AuditEntry Entry(AuditActor actor, DateTimeOffset now, string action, string name) =>
        actor.Entry(now, action, name, "", null, null);

    private static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength, nameof(name));
    }
}
