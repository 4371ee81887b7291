using System.Text.Json.Nodes;
using Tollgate.Control.Audit;
using Tollgate.Control.Store;

namespace Tollgate.Control.Registry;

/// <summary>
/// What can be done with providers and models of the store. A change is merged with everything else before it is made: what could not serve
/// is refused. It is in force in this process when the answer goes out, and leaves an audit entry.
/// </summary>
internal sealed class RegistryService(RegistryParts parts) : IDisposable
{
    private const int MaxAttempts = 8;

    /// <summary>Two changes that are fine each by itself may not be so together: one at a time.</summary>
    private readonly SemaphoreSlim _gate = new(1, 1);

    private readonly EntryWriter _writer = new(parts.Store, parts.Masters);

    public void Dispose() => _gate.Dispose();

    /// <summary>The entry of this id.</summary>
    public LoadedEntry? Find(RegistryKind kind, string id) =>
        parts.Sources.Entries.FirstOrDefault(entry => entry.Id == id && entry.Stored.Kind == kind);

    /// <summary>Makes an entry of these settings.</summary>
    public Task<RegistryResult> CreateAsync(RegistryKind kind, JsonObject settings, RegistryChange change, CancellationToken stop) => OneAtATimeAsync(
        async () =>
        {
            var now = Now();
            var draft = new StoredEntry { Id = EntryId.New(kind, now), Kind = kind, Name = "", Document = "", CreatedAt = now, ChangedAt = now };
            var made = Check(draft, settings, out var refused);
            if (made is null || change.IsDryRun)
            {
                return refused ?? RegistryResult.Of(made!.Entry);
            }

            var token = made.Entry.Settings.HeartbeatEvery > TimeSpan.Zero ? HeartbeatToken.Generate() : null;
            var audit = Audit(change.Actor, now, "create", null, made.Entry);
            var stored = made.Entry.Stored with { TokenHash = token is null ? default(ReadOnlyMemory<byte>) : HeartbeatToken.HashOf(token) };
            return await _writer.InsertAsync(stored, made.Secrets, now, audit, stop) is { } inserted
                ? await InForceAsync(inserted.Id, kind, token, stop)
                : null;
        },
        stop);

    /// <summary>Changes the settings that are named; null takes one away.</summary>
    public Task<RegistryResult> EditAsync(RegistryKind kind, string id, JsonObject settings, RegistryChange change, CancellationToken stop) => OneAtATimeAsync(
        async () =>
        {
            if (parts.Loader.FindUnknown(kind, settings) is { } unknown)
            {
                return RegistryResult.Invalid(new EntryProblem(unknown, "is not a setting"));
            }

            if (Find(kind, id) is not { } before)
            {
                return RegistryResult.NotFound;
            }

            if (Stale(before, change) is { } stale)
            {
                return stale;
            }

            if (parts.Loader.Open(before.Stored, out var sealedFor) is not { } secrets)
            {
                return RegistryResult.Conflict(sealedFor!.Text);
            }

            var given = settings.DeepClone().AsObject();
            if (kind == RegistryKind.Provider && EntrySettings.Rename(given) is { } twice)
            {
                return Twice(twice);
            }

            EntryDocument.KeepMasked(given, secrets);
            var now = Now();
            var basis = EntryDocument.Join(change.Replaces ? [] : EntryLoader.Parse(before.Stored.Document), secrets);
            var made = Check(before.Stored with { ChangedAt = now }, EntryDocument.Apply(basis, given), out var refused);
            if (made is null || change.IsDryRun)
            {
                return refused ?? RegistryResult.Of(made!.Entry);
            }

            var needsToken = made.Entry.Settings.HeartbeatEvery > TimeSpan.Zero && before.Stored.TokenHash.IsEmpty;
            var token = needsToken ? HeartbeatToken.Generate() : null;
            var stored = token is null ? made.Entry.Stored : made.Entry.Stored with { TokenHash = HeartbeatToken.HashOf(token) };
            var audit = Audit(change.Actor, now, "update", before, made.Entry);
            return await _writer.UpdateAsync(stored, secrets, made.Secrets, now, audit, stop) is not null
                ? await InForceAsync(id, kind, token, stop)
                : null;
        },
        stop);

    /// <summary>Removes an entry that nothing else needs.</summary>
    public Task<RegistryResult> DeleteAsync(RegistryKind kind, string id, RegistryChange change, CancellationToken stop) => OneAtATimeAsync(
        async () =>
        {
            if (Find(kind, id) is not { } before)
            {
                return RegistryResult.NotFound;
            }

            if (Stale(before, change) is { } stale)
            {
                return stale;
            }

            if (Hurt([.. parts.Sources.Entries.Where(entry => entry.Id != id)]) is { } hurt)
            {
                return RegistryResult.Conflict($"{hurt} needs it.");
            }

            if (!change.IsDryRun && !await parts.Store.Registry.DeleteAsync(before.Stored, Audit(change.Actor, Now(), "delete", before, null), stop))
            {
                return null;
            }

            await parts.CatchUp(stop);
            return RegistryResult.Of(before);
        },
        stop);

    /// <summary>Reads settings and tries them within the whole.</summary>
    private CheckedEntry? Check(StoredEntry draft, JsonObject given, out RegistryResult? refused)
    {
        refused = null;
        var settings = given.DeepClone().AsObject();
        if (draft.Kind == RegistryKind.Provider && EntrySettings.Rename(settings) is { } twice)
        {
            refused = Twice(twice);
            return null;
        }

        EntryDocument.DropNulls(settings);
        var entry = parts.Loader.Read(draft, settings, out var secretPaths);
        var secrets = EntryDocument.TakeSecrets(settings, secretPaths);
        var document = settings.ToJsonString();
        var name = (entry.Provider?.Name ?? entry.Model?.Name) ?? "";
        entry = entry with { Stored = draft with { Name = name, Document = document }, Shown = EntryDocument.Masked(settings, secrets) };
        refused = Refusal(entry, document, secrets);
        return refused is null ? new CheckedEntry(entry, secrets) : null;
    }

    private static RegistryResult Twice(string name) => RegistryResult.Invalid(new EntryProblem(name, "is another name of base_url, which is given too"));

    private RegistryResult? Refusal(LoadedEntry entry, string document, JsonObject secrets)
    {
        if (entry.Problem is { } problem)
        {
            return RegistryResult.Invalid(problem);
        }

        if (EntryDocument.FindMask(secrets) is { } masked)
        {
            return RegistryResult.Invalid(new EntryProblem(masked, "is what stands in the place of a secret, and no secret"));
        }

        if (System.Text.Encoding.UTF8.GetByteCount(document) > RegistryLimits.MaxDocumentBytes || !EntryWriter.Fits(secrets))
        {
            return RegistryResult.Invalid(new EntryProblem("", "is larger than an entry may be"));
        }

        var name = entry.Stored.Name;
        var file = parts.Sources.File;
        var isFiles = entry.Provider is not null ? file.Providers.Any(other => other.Name == name) : file.Models.Any(other => other.Name == name);
        if (isFiles || parts.Sources.Entries.Any(other => other.Id != entry.Id && other.Stored.Kind == entry.Stored.Kind && other.Stored.Name == name))
        {
            return RegistryResult.Conflict(isFiles ? $"The {parts.Sources.Origin} has an entry of that name." : "There is an entry of that name.", "name");
        }

        LoadedEntry[] all = [.. parts.Sources.Entries.Where(other => other.Id != entry.Id), entry];
        return parts.Sources.Preview(all).Problems.TryGetValue(entry.Id, out var wrong) ? RegistryResult.Invalid(wrong)
            : Hurt(all) is { } hurt ? RegistryResult.Conflict($"{hurt} could not be served any more.")
            : null;
    }

    /// <summary>What is in force and would not be with these entries.</summary>
    private string? Hurt(IReadOnlyList<LoadedEntry> entries)
    {
        var known = parts.Sources.Problems;
        var hurt = parts.Sources.Preview(entries).Problems.Keys.FirstOrDefault(id => !known.ContainsKey(id));
        return hurt is not null && entries.First(entry => entry.Id == hurt) is { } entry
            ? $"The {(entry.Stored.Kind == RegistryKind.Provider ? "provider" : "model")} '{entry.Stored.Name}'"
            : null;
    }

    private static RegistryResult? Stale(LoadedEntry entry, RegistryChange change) => change.AtRevision is { } wanted && wanted != entry.Stored.Revision
        ? RegistryResult.Conflict("Somebody changed the entry since it was read.", "if-match")
        : null;

    /// <summary>Runs a change upon the latest state; null from it asks for another try.</summary>
    private async Task<RegistryResult> OneAtATimeAsync(Func<Task<RegistryResult?>> run, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                await parts.CatchUp(stop);
                if (await run() is { } result)
                {
                    return result;
                }
            }

            return RegistryResult.Conflict("Somebody else keeps changing this entry.");
        }
        catch (ControlStoreException fault) when (fault.Kind is StoreFaultKind.Conflict)
        {
            return RegistryResult.Conflict("There is an entry of that name.", "name");
        }
        catch (ControlStoreException fault) when (fault.Kind is StoreFaultKind.Full)
        {
            return RegistryResult.Conflict(fault.Message);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<RegistryResult> InForceAsync(string id, RegistryKind kind, string? token, CancellationToken stop)
    {
        await parts.CatchUp(stop);
        return Find(kind, id) is { } entry ? RegistryResult.Of(entry, token) : RegistryResult.NotFound;
    }

    private static AuditEntry Audit(AuditActor actor, DateTimeOffset now, string verb, LoadedEntry? before, LoadedEntry? after)
    {
        var entry = after ?? before!;
        var area = entry.Stored.Kind == RegistryKind.Provider ? "provider." : "model.";
        return actor.Entry(now, area + verb, entry.Id, "", before?.Shown.ToJsonString(), after?.Shown.ToJsonString());
    }

    /// <summary>Stores keep milliseconds: what is shown at once is what is shown later.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(parts.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private sealed record CheckedEntry(LoadedEntry Entry, JsonObject Secrets);
}
