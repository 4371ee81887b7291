using Tollgate.Configuration;
using Tollgate.Recording;

namespace Tollgate.Control.Registry;

/// <summary>
/// The one owner of what is in force: takes the file's configuration and the registry's entries, each whenever it changes, and publishes the
/// two as one snapshot. One change at a time, each with the next generation; what cannot be merged changes nothing but what is reported.
/// </summary>
internal sealed class ConfigSources
{
    private readonly EventLog _log;
    private readonly Lock _gate = new();
    private Action<ConfigSnapshot>? _publish;
    private State _state;
    private ConfigSnapshot _snapshot;

    /// <summary>Begins with the configuration of a start.</summary>
    /// <param name="file">Checked.</param>
    /// <param name="origin"><c>file</c> or <c>environment</c>.</param>
    /// <param name="log">Is told which entries are left out.</param>
    public ConfigSources(GatewayConfig file, string origin, EventLog log)
    {
        _log = log;
        Origin = origin;
        _state = new State(file, [], RegistryMerge.Merge(file, []));
        _snapshot = ConfigSnapshot.Compile(_state.Merged.Config, 1);
    }

    /// <summary>Where what is no entry of the registry comes from.</summary>
    public string Origin { get; }

    /// <summary>The configuration of the file, or of the environment.</summary>
    public GatewayConfig File => Volatile.Read(ref _state).File;

    /// <summary>All entries, those that are left out too.</summary>
    public IReadOnlyList<LoadedEntry> Entries => Volatile.Read(ref _state).Entries;

    /// <summary>Entries that are left out, and why.</summary>
    public IReadOnlyDictionary<string, EntryProblem> Problems => Volatile.Read(ref _state).Merged.Problems;

    /// <summary>What is in force, or will be as soon as there is a server.</summary>
    public ConfigSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>From here on every change is published; what changed since the server took its snapshot is at once.</summary>
    /// <param name="started">The snapshot that the server began with.</param>
    /// <param name="publish">Brings a snapshot into force; called by one thread at a time.</param>
    public void Attach(ConfigSnapshot started, Action<ConfigSnapshot> publish)
    {
        lock (_gate)
        {
            _publish = publish;
            if (!ReferenceEquals(started, _snapshot))
            {
                publish(_snapshot);
            }
        }
    }

    /// <summary>Takes a changed configuration of the file, which was checked by itself.</summary>
    /// <returns>The snapshot that is in force now.</returns>
    public ConfigSnapshot TakeFile(GatewayConfig file)
    {
        lock (_gate)
        {
            return Apply(new State(file, _state.Entries, RegistryMerge.Merge(file, _state.Entries)));
        }
    }

    /// <summary>Takes the entries of the registry as they are now.</summary>
    public void TakeEntries(IReadOnlyList<LoadedEntry> entries)
    {
        lock (_gate)
        {
            if (entries.Count == 0 && _state.Entries.Count == 0)
            {
                return;
            }

            var snapshot = Apply(new State(_state.File, entries, RegistryMerge.Merge(_state.File, entries)));
            _log.Info(RegistryEvents.InForce, "Changed providers and models are in force", ("generation", snapshot.Generation), ("entries", (long)entries.Count));
        }
    }

    /// <summary>What these entries would become; nothing changes.</summary>
    public MergedConfig Preview(IReadOnlyList<LoadedEntry> entries) => RegistryMerge.Merge(File, entries);

    private ConfigSnapshot Apply(State next)
    {
        var generation = _publish is not null ? _snapshot.Generation + 1 : 1;
        var snapshot = ConfigSnapshot.Compile(next.Merged.Config, generation);
        TellOfProblems(next);
        Volatile.Write(ref _state, next);
        Volatile.Write(ref _snapshot, snapshot);
        _publish?.Invoke(snapshot);
        return snapshot;
    }

    /// <summary>Once for each entry and reason.</summary>
    private void TellOfProblems(State next)
    {
        foreach (var (id, problem) in next.Merged.Problems)
        {
            if (!_state.Merged.Problems.TryGetValue(id, out var known) || known != problem)
            {
                var name = next.Entries.First(entry => entry.Id == id).Stored.Name;
                _log.Warn(RegistryEvents.EntryLeftOut, "An entry of the registry is left out", ("id", id), ("name", name), ("problem", problem.Text));
            }
        }
    }

    /// <summary>What was merged, and what came of it.</summary>
    /// <param name="File">The file's configuration.</param>
    /// <param name="Entries">The registry's entries.</param>
    /// <param name="Merged">Both in one.</param>
    private sealed record State(GatewayConfig File, IReadOnlyList<LoadedEntry> Entries, MergedConfig Merged);
}
