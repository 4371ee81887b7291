using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Recording;

namespace Tollgate.Control.Registry;

/// <summary>
/// Brings the store's providers and models into force in this process. Whoever looks at the store tells it what was seen: a revision that
/// changed, by this process or another, is read at once. While the store is gone the entries that are known stay.
/// </summary>
internal sealed class RegistryFeed
{
    private readonly IControlStore _store;
    private readonly MasterKeyRing _masters;
    private readonly EntryLoader _loader;
    private readonly ConfigSources _sources;
    private readonly string _snapshotPath;
    private readonly EventLog _log;
    private long _revision = -1;
    private string? _sealingKey;

    /// <summary>A rotation of the master key is under way: rows are wrapped anew without a new revision.</summary>
    private bool _rotating;

    public RegistryFeed(IControlStore store, MasterKeyRing masters, EntryLoader loader, ConfigSources sources, string snapshotPath, EventLog log) =>
        (_store, _masters, _loader, _sources, _snapshotPath, _log) = (store, masters, loader, sources, snapshotPath, log);

    /// <summary>Entries of the snapshot, before the store has been seen. A snapshot that cannot be trusted is told of and left alone.</summary>
    public void LoadSnapshot()
    {
        if (RegistrySnapshot.Read(_snapshotPath, _masters, out var problem) is { } entries)
        {
            _sources.TakeEntries(Load(entries));
        }
        else if (problem is not null)
        {
            _log.Warn(RegistryEvents.SnapshotRefused, "The snapshot of the registry is not used", ("reason", problem));
        }
    }

    /// <summary>Follows what a look at the store showed. One call at a time.</summary>
    /// <exception cref="ControlStoreException">The store fails.</exception>
    public async Task FollowAsync(StoreState state, CancellationToken stop)
    {
        if (state.RegistryRevision == _revision && state.SealingKey == _sealingKey && !_rotating)
        {
            return;
        }

        var rows = await _store.Registry.AllAsync(stop);
        if (rows.Revision != _revision)
        {
            _sources.TakeEntries(Load(rows.Entries));
        }

        _rotating = rows.Entries.Any(entry => entry.Secrets is { } row && row.MasterKey != state.SealingKey);
        (_revision, _sealingKey) = (rows.Revision, state.SealingKey);
        WriteSnapshot(state, rows.Entries);
    }

    /// <summary>What did not change is not opened and read again.</summary>
    private LoadedEntry[] Load(IReadOnlyList<StoredEntry> entries)
    {
        var known = _sources.Entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);
        return [.. entries.Select(entry => known.TryGetValue(entry.Id, out var loaded) && IsSame(loaded.Stored, entry) ? loaded with { Stored = entry } : _loader.Load(entry))];
    }

    private static bool IsSame(StoredEntry loaded, StoredEntry stored) => loaded.Revision == stored.Revision && loaded.ChangedAt == stored.ChangedAt;

    private void WriteSnapshot(StoreState state, IReadOnlyList<StoredEntry> entries)
    {
        if (state.SealingKey is null || _masters.Find(state.SealingKey) is not { } master || entries.Count == 0 && !File.Exists(_snapshotPath))
        {
            return;
        }

        try
        {
            RegistrySnapshot.Write(_snapshotPath, master, state.Installation, entries);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Warn(RegistryEvents.SnapshotFailed, "The snapshot of the registry cannot be written; the one before stays", ("reason", fault.Message));
        }
    }
}
