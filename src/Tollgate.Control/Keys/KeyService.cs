using System.Text.Json;
using Tollgate.Control.Audit;
using Tollgate.Control.Store;
using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>What can be done with stored keys: the API and the command line both come here. Each change leaves an audit entry.</summary>
/// <param name="store">Where they are.</param>
/// <param name="time">The clock.</param>
/// <param name="inForce">Brings a change of this revision into force in this process; null where no server runs in it.</param>
internal sealed class KeyService(IControlStore store, TimeProvider time, Func<long, CancellationToken, Task>? inForce = null)
{
    private const int MaxAttempts = 8;

    /// <summary>Makes a key. The result holds the secret, which is kept nowhere.</summary>
    public async Task<KeyResult> CreateAsync(KeyDraft draft, AuditActor actor, CancellationToken stop)
    {
        var now = Now();
        var secret = KeySecret.Generate();
        var key = new StoredKey
        {
            Caller = new StoredCaller
            {
                Id = KeySecret.NewId(now),
                Name = draft.Name,
                Org = draft.Org,
                Team = draft.Team,
                User = draft.User,
                Hash = KeyHash.Of(secret),
                Models = draft.Models,
                ExpiresAt = Whole(draft.ExpiresAt),
                Enabled = draft.Enabled,
                RequestsPerMinute = draft.RequestsPerMinute,
                Labels = draft.Labels,
                Passthrough = draft.Passthrough,
                CaptureContent = draft.CaptureContent,
            },
            Hint = KeySecret.HintOf(secret),
            CreatedAt = now,
            ChangedAt = now,
        };
        if (KeyChecks.Check(key.Caller) is { } wrong)
        {
            return wrong;
        }

        if (draft.ExpiresAt <= now)
        {
            return KeyResult.Failed(KeyOutcome.Invalid, "expires_at must lie in the future.", "expires_at");
        }

        try
        {
            var made = await store.Keys.InsertAsync(key, Entry(actor, now, "key.create", null, key), stop);
            await BringIntoForceAsync(made, stop);
            return KeyResult.Of(made, secret);
        }
        catch (ControlStoreException fault) when (fault.Kind is StoreFaultKind.Conflict)
        {
            return NameTaken();
        }
        catch (ControlStoreException fault) when (fault.Kind is StoreFaultKind.Full)
        {
            return KeyResult.Failed(KeyOutcome.Full, fault.Message);
        }
    }

    public Task<StoredKey?> FindAsync(string id, CancellationToken stop) => store.Keys.FindAsync(id, stop);

    public Task<IReadOnlyList<StoredKey>> ListAsync(KeyQuery query, CancellationToken stop) => store.Keys.ListAsync(query, stop);

    /// <summary>Changes what the edit names.</summary>
    public Task<KeyResult> EditAsync(string id, KeyEdit edit, AuditActor actor, CancellationToken stop) =>
        ChangeAsync(id, "key.update", actor, (key, _) => key with { Caller = Apply(key.Caller, edit) }, null, stop);

    /// <summary>Ends a key for good. One that is revoked already stays as it is.</summary>
    public Task<KeyResult> RevokeAsync(string id, AuditActor actor, CancellationToken stop) =>
        ChangeAsync(id, "key.revoke", actor, (key, now) => key with { RevokedAt = key.RevokedAt ?? now }, null, stop);

    /// <summary>
    /// Gives a key another secret. The one so far works on for the overlap; one from a rotation before ends at once.
    /// </summary>
    public async Task<KeyResult> RotateAsync(string id, TimeSpan overlap, AuditActor actor, CancellationToken stop)
    {
        if (overlap < TimeSpan.Zero || overlap > KeyLimits.MaxOverlap)
        {
            return KeyResult.Failed(
                KeyOutcome.Invalid, $"overlap_seconds must be 0 to {(long)KeyLimits.MaxOverlap.TotalSeconds}.", "overlap_seconds");
        }

        var secret = KeySecret.Generate();
        return await ChangeAsync(id, "key.rotate", actor, Rotate, secret, stop);

        StoredKey Rotate(StoredKey key, DateTimeOffset now) => key with
        {
            Caller = key.Caller with
            {
                Hash = KeyHash.Of(secret),
                PreviousHash = overlap > TimeSpan.Zero ? key.Caller.Hash : null,
                PreviousUntil = overlap > TimeSpan.Zero ? now + overlap : null,
            },
            Hint = KeySecret.HintOf(secret),
            RotatedAt = now,
        };
    }

    private static StoredCaller Apply(StoredCaller key, KeyEdit edit) => key with
    {
        Name = edit.Name ?? key.Name,
        Team = edit.Team ?? key.Team,
        User = edit.User ?? key.User,
        Models = edit.Models ?? key.Models,
        ExpiresAt = edit.SetsExpiry ? Whole(edit.ExpiresAt) : key.ExpiresAt,
        Enabled = edit.Enabled ?? key.Enabled,
        RequestsPerMinute = edit.SetsLimit ? edit.RequestsPerMinute : key.RequestsPerMinute,
        Labels = edit.Labels ?? key.Labels,
        Passthrough = edit.Passthrough ?? key.Passthrough,
        CaptureContent = edit.CaptureContent ?? key.CaptureContent,
    };

    private async Task<KeyResult> ChangeAsync(
        string id, string action, AuditActor actor, Func<StoredKey, DateTimeOffset, StoredKey> change, string? secret, CancellationToken stop)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.Keys.FindAsync(id, stop) is not { } before)
            {
                return KeyResult.NotFound;
            }

            var now = Now();
            var after = change(before, now) with { ChangedAt = now };
            if (before.RevokedAt is not null)
            {
                return after.RevokedAt == before.RevokedAt && action == "key.revoke"
                    ? KeyResult.Of(before)
                    : KeyResult.Failed(KeyOutcome.Conflict, "The key is revoked.");
            }

            if (KeyChecks.Check(after.Caller) is { } wrong)
            {
                return wrong;
            }

            try
            {
                if (await store.Keys.UpdateAsync(after, Entry(actor, now, action, before, after), stop) is { } changed)
                {
                    await BringIntoForceAsync(changed, stop);
                    return KeyResult.Of(changed, secret);
                }
            }
            catch (ControlStoreException fault) when (fault.Kind is StoreFaultKind.Conflict)
            {
                return NameTaken();
            }
        }

        return KeyResult.Failed(KeyOutcome.Conflict, "Somebody else keeps changing this key.");
    }

    private static KeyResult NameTaken() => KeyResult.Failed(KeyOutcome.Conflict, "The organisation has another key of that name.", "name");

    private static AuditEntry Entry(AuditActor actor, DateTimeOffset now, string action, StoredKey? before, StoredKey after) =>
        actor.Entry(now, action, after.Id, after.Caller.Org, Shown(before, now), Shown(after, now));

    private static string? Shown(StoredKey? key, DateTimeOffset now) =>
        key is null ? null : JsonSerializer.Serialize(KeyBody.Of(key, now), KeyJson.Default.KeyBody);

    private Task BringIntoForceAsync(StoredKey key, CancellationToken stop) => inForce?.Invoke(key.Revision, stop) ?? Task.CompletedTask;

    /// <summary>Stores keep milliseconds: what is shown at once is what is shown later.</summary>
    private DateTimeOffset Now() => Whole(time.GetUtcNow())!.Value;

    private static DateTimeOffset? Whole(DateTimeOffset? at) =>
        at is { } given ? DateTimeOffset.FromUnixTimeMilliseconds(given.ToUnixTimeMilliseconds()) : null;
}
