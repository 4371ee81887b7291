using Tollgate.Control.Store;
using Tollgate.Recording;

namespace Tollgate.Control.Registry;

/// <summary>
/// Heartbeats of providers that registered themselves. One that misses three leaves rotation and comes back with the next. They are kept in
/// memory and written down together, every few seconds at most, for the next start and for other gateways over the same store: before one is
/// held to be gone, the store is asked whether another gateway heard it.
/// </summary>
internal sealed class HeartbeatBook(IRegistryRows rows, ConfigSources sources, EventLog log, TimeProvider time)
{
    /// <summary>Between two looks at who is missing.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Between two writes, unless somebody went missing or came back.</summary>
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pulse> _pulses = new(StringComparer.Ordinal);
    private Action<IReadOnlySet<string>> _apply = static _ => { };
    private long _writtenAt;
    private bool _hasRead;
    private bool _failed;

    /// <summary>Providers that are out of rotation for want of heartbeats.</summary>
    public int Missing
    {
        get
        {
            lock (_gate)
            {
                return _pulses.Values.Count(pulse => pulse.Missed);
            }
        }
    }

    /// <summary>Gives the names of those missing: whenever they change, and whenever there are other targets.</summary>
    public void ApplyTo(Action<IReadOnlySet<string>> apply) => _apply = apply;

    /// <summary>A provider says that it is there. In force when this returns.</summary>
    public void Beat(LoadedEntry entry)
    {
        bool isBack;
        lock (_gate)
        {
            if (!_pulses.TryGetValue(entry.Id, out var pulse))
            {
                _pulses[entry.Id] = pulse = new Pulse();
            }

            isBack = pulse.Missed;
            (pulse.At, pulse.HeardAt, pulse.Missed, pulse.IsNew) = (time.GetUtcNow(), time.GetTimestamp(), false, true);
        }

        if (isBack)
        {
            log.Info(RegistryEvents.HeartbeatBack, "A provider sends heartbeats again and is back in rotation", ("provider", entry.Stored.Name));
            Apply();
        }
    }

    /// <summary>When the provider was heard last, as far as it is known, and whether it is out of rotation.</summary>
    public (DateTimeOffset? At, bool Missed) Look(string id)
    {
        lock (_gate)
        {
            return _pulses.TryGetValue(id, out var pulse) ? (pulse.At, pulse.Missed) : (null, false);
        }
    }

    /// <summary>Says again who is missing: targets may be others than before.</summary>
    public void Apply()
    {
        HashSet<string> missing;
        lock (_gate)
        {
            missing = [.. sources.Entries.Where(entry => _pulses.TryGetValue(entry.Id, out var pulse) && pulse.Missed).Select(entry => entry.Stored.Name)];
        }

        _apply(missing);
    }

    /// <summary>Finds who went missing, and writes down what is new.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        var watched = sources.Entries.Where(entry => entry.Settings.HeartbeatEvery > TimeSpan.Zero).ToList();
        Forget(watched);
        if (watched.Count == 0)
        {
            return;
        }

        var changed = false;
        try
        {
            if (!_hasRead || watched.Any(IsLate))
            {
                changed |= Read(await rows.BeatsAsync(stop), watched);
            }

            changed |= MarkMissing(watched);
            await WriteAsync(changed, stop);
            _failed = false;
        }
        catch (ControlStoreException fault)
        {
            changed |= MarkMissing(watched); // what this gateway heard itself has to do
            if (!_failed)
            {
                _failed = true;
                log.Warn(RegistryEvents.HeartbeatsNotStored, "Heartbeats cannot be written down or read", ("reason", fault.Message));
            }
        }

        if (changed)
        {
            Apply();
        }
    }

    /// <summary>Those that are new begin now: a gateway that was away itself has heard nobody.</summary>
    private void Forget(List<LoadedEntry> watched)
    {
        lock (_gate)
        {
            foreach (var id in _pulses.Keys.Except(sources.Entries.Select(entry => entry.Id), StringComparer.Ordinal).ToList())
            {
                _pulses.Remove(id);
            }

            foreach (var entry in watched)
            {
                _pulses.TryAdd(entry.Id, new Pulse { HeardAt = time.GetTimestamp() });
            }
        }
    }

    private bool IsLate(LoadedEntry entry)
    {
        lock (_gate)
        {
            return _pulses.TryGetValue(entry.Id, out var pulse) && (pulse.Missed || IsLate(pulse, entry));
        }
    }

    private bool IsLate(Pulse pulse, LoadedEntry entry) =>
        time.GetElapsedTime(pulse.HeardAt) > entry.Settings.HeartbeatEvery * RegistryLimits.MissedBeats;

    /// <summary>Takes what others heard. At a start also who was missing before it.</summary>
    private bool Read(IReadOnlyList<StoredBeat> beats, List<LoadedEntry> watched)
    {
        var changed = false;
        lock (_gate)
        {
            foreach (var beat in beats)
            {
                if (!_pulses.TryGetValue(beat.Id, out var pulse) || watched.Find(entry => entry.Id == beat.Id) is not { } entry)
                {
                    continue;
                }

                var isNewer = pulse.At is null || beat.At > pulse.At;
                pulse.At = isNewer ? beat.At : pulse.At;
                if (!_hasRead && isNewer && beat.Missed)
                {
                    pulse.Missed = changed = true;
                }
                else if (isNewer && _hasRead && !beat.Missed)
                {
                    pulse.HeardAt = time.GetTimestamp() - (long)(Age(beat, entry).TotalSeconds * time.TimestampFrequency);
                    changed |= pulse.Missed && !IsLate(pulse, entry);
                    pulse.Missed &= IsLate(pulse, entry);
                }
            }

            _hasRead = true;
        }

        return changed;
    }

    /// <summary>How long ago it was, by the wall clock; a clock that stands wrong counts for no more than having missed.</summary>
    private TimeSpan Age(StoredBeat beat, LoadedEntry entry)
    {
        var age = time.GetUtcNow() - beat.At;
        var most = entry.Settings.HeartbeatEvery * (RegistryLimits.MissedBeats + 1);
        return age < TimeSpan.Zero ? TimeSpan.Zero : age > most ? most : age;
    }

    private bool MarkMissing(List<LoadedEntry> watched)
    {
        var changed = false;
        foreach (var entry in watched)
        {
            lock (_gate)
            {
                var pulse = _pulses[entry.Id];
                if (pulse.Missed || !IsLate(pulse, entry))
                {
                    continue;
                }

                pulse.Missed = pulse.IsNew = changed = true;
                pulse.At ??= entry.Stored.CreatedAt;
            }

            log.Warn(RegistryEvents.HeartbeatMissed, "A provider missed its heartbeats and is out of rotation until the next", ("provider", entry.Stored.Name));
        }

        return changed;
    }

    private async Task WriteAsync(bool now, CancellationToken stop)
    {
        List<StoredBeat> beats;
        lock (_gate)
        {
            beats = [.. _pulses.Where(each => each.Value is { IsNew: true, At: not null }).Select(each => new StoredBeat(each.Key, each.Value.At!.Value, each.Value.Missed))];
        }

        if (beats.Count == 0 || !now && _writtenAt != 0 && time.GetElapsedTime(_writtenAt) < WriteEvery)
        {
            return;
        }

        await rows.SaveBeatsAsync(beats, stop);
        _writtenAt = time.GetTimestamp();
        lock (_gate)
        {
            foreach (var beat in beats)
            {
                if (_pulses.TryGetValue(beat.Id, out var pulse) && pulse.At == beat.At && pulse.Missed == beat.Missed)
                {
                    pulse.IsNew = false;
                }
            }
        }
    }

    /// <summary>What is known of one provider.</summary>
    private sealed class Pulse
    {
        /// <summary>By the wall clock, for the store and for people.</summary>
        public DateTimeOffset? At { get; set; }

        /// <summary>By the monotonic clock, for judging.</summary>
        public long HeardAt { get; set; }

        public bool Missed { get; set; }

        /// <summary>Not written down yet.</summary>
        public bool IsNew { get; set; }
    }
}
