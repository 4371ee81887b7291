using System.Diagnostics;
using Tollgate.Control.Store;
using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>
/// Brings the store's keys into force in this process and keeps the snapshot. It looks at the store's revision several times a second,
/// which costs one short read, and so notices whoever made a change: this process, another one, or somebody at the command line. When
/// the store fails, the keys that are known stay.
/// </summary>
internal sealed class KeyFeed : IAsyncDisposable
{
    /// <summary>Between two looks. A change must serve within a second.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>Beyond this a change does not wait for its own publication: with very many keys each takes a while.</summary>
    private static readonly TimeSpan SlowPublish = TimeSpan.FromMilliseconds(50);

    /// <summary>The snapshot may take this part of one processor's time at most.</summary>
    private const int SnapshotRest = 20;

    /// <summary>Stands for the duration of a snapshot that could not be written: the next try is twenty times that away.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1.5);

    private readonly KeyFeedParts _parts;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, StoredCaller> _callers = new(StringComparer.Ordinal);
    private Action<IReadOnlyCollection<StoredCaller>> _publish = static _ => { };
    private string? _installation;
    private string? _sealingKey;
    private long _revision = -1;
    private bool _opened;
    private bool _failed;
    private bool _snapshotDue;
    private long _snapshotAt;
    private TimeSpan _snapshotTook;
    private TimeSpan _publishTook;
    private long _failures;
    private Task _loop = Task.CompletedTask;

    public KeyFeed(KeyFeedParts parts) => _parts = parts;

    /// <summary>Keys known now.</summary>
    public IReadOnlyCollection<StoredCaller> Known { get; private set; } = [];

    /// <summary>Looks at the store that failed so far.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Keys of the snapshot, before the store has been seen. A snapshot that cannot be trusted is told of and left alone.</summary>
    public void LoadSnapshot()
    {
        if (KeySnapshot.Read(_parts.SnapshotPath, _parts.Masters, out var problem) is not { } snapshot)
        {
            if (problem is not null)
            {
                _parts.Log.Warn(KeyEvents.SnapshotRefused, "The snapshot of the keys is not used", ("reason", problem));
            }

            return;
        }

        foreach (var key in snapshot.Keys)
        {
            _callers[key.Id] = key;
        }

        Known = snapshot.Keys;
    }

    /// <summary>Opens the store: its schema, its master key, its keys.</summary>
    /// <exception cref="ControlStoreException">Refused: this process must not use this store. Unavailable: later, perhaps.</exception>
    public async Task OpenAsync(CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_opened)
            {
                return;
            }

            var state = await StoreOpening.OpenAsync(_parts.Store, _parts.Masters, stop);
            _installation = state.Installation;
            _opened = true;
            await FollowAsync(state, stop);
            Succeeded(); // who asks for the state before the first look must not hear that there is no store
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives the keys known now, and all of them whenever one changes, from one thread at a time.</summary>
    public async Task PublishToAsync(Action<IReadOnlyCollection<StoredCaller>> publish, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            _publish = publish;
            publish(Known);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Looks at the store from now on.</summary>
    public void Start(Action<IReadOnlyCollection<StoredCaller>> publish) => _loop = Task.Run(() => RunAsync(publish));

    /// <summary>Returns when a change of that revision is in force, or will be by itself in a moment.</summary>
    public async Task CatchUpAsync(long revision, CancellationToken stop)
    {
        if (_publishTook <= SlowPublish && Volatile.Read(ref _revision) < revision)
        {
            await LookAsync(stop);
        }
    }

    /// <summary>One look. Failures are told of and counted, not thrown.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        try
        {
            if (!_opened)
            {
                await OpenAsync(stop);
            }

            string? problem;
            await _gate.WaitAsync(stop);
            try
            {
                var state = await _parts.Store.LookAsync(stop);
                await FollowAsync(state, stop);
                WriteSnapshot();
                problem = state.WriteProblem;
            }
            finally
            {
                _gate.Release();
            }

            if (problem is null)
            {
                Succeeded();
            }
            else
            {
                Failed(problem);
            }
        }
        catch (ControlStoreException fault)
        {
            Failed(fault.Message);
        }
    }

    /// <summary>Stops looking, and writes the snapshot if it is due.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _snapshotAt = 0;
        WriteSnapshot();
        _stop.Dispose();
        _gate.Dispose();
    }

    private async Task RunAsync(Action<IReadOnlyCollection<StoredCaller>> publish)
    {
        using var timer = new PeriodicTimer(Poll, _parts.Time);
        try
        {
            await PublishToAsync(publish, _stop.Token);
            do
            {
                await LookSafelyAsync();
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task LookSafelyAsync()
    {
        try
        {
            await LookAsync(_stop.Token);
        }
#pragma warning disable CA1031 // the edge of a background loop: a bug here must not end it
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Failed(fault.ToString());
        }
    }

    /// <summary>Keys first: whatever else lives in the store must not keep a revoked one in force.</summary>
    private async Task FollowAsync(StoreState state, CancellationToken stop)
    {
        await FollowKeysAsync(state, stop);
        await _parts.Others(state, stop);
    }

    private async Task FollowKeysAsync(StoreState state, CancellationToken stop)
    {
        if (state.Installation != _installation)
        {
            throw new ControlStoreException(StoreFaultKind.Refused, "The control store was exchanged for one of another installation.");
        }

        _snapshotDue |= state.SealingKey != _sealingKey;
        _sealingKey = state.SealingKey;
        if (state.KeysRevision == _revision)
        {
            return;
        }

        // A revision that went back is a backup that was restored: what came after it in memory did not happen.
        var whole = _revision < 0 || state.KeysRevision < _revision;
        var changes = await _parts.Store.Keys.ChangesAsync(whole ? 0 : _revision, stop);
        Apply(changes, whole);
        var began = Stopwatch.GetTimestamp();
        Known = [.. _callers.Values];
        _publish(Known);
        _publishTook = Stopwatch.GetElapsedTime(began);
        Volatile.Write(ref _revision, changes.Revision);
        _snapshotDue = true;
    }

    private void Apply(KeyChanges changes, bool whole)
    {
        if (whole)
        {
            _callers.Clear();
        }

        foreach (var key in changes.Keys)
        {
            if (key.RevokedAt is null)
            {
                _callers[key.Id] = key.Caller;
            }
            else
            {
                _callers.Remove(key.Id);
            }
        }
    }

    private void WriteSnapshot()
    {
        if (!_snapshotDue || _installation is null || _sealingKey is null || _parts.Masters.Find(_sealingKey) is not { } master
            || _snapshotAt != 0 && Stopwatch.GetElapsedTime(_snapshotAt) < _snapshotTook * SnapshotRest)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            KeySnapshot.Write(_parts.SnapshotPath, master, _installation, Known);
            _snapshotTook = Stopwatch.GetElapsedTime(began);
            _snapshotDue = false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _snapshotTook = AfterFailure;
            _parts.Log.Warn(KeyEvents.SnapshotFailed, "The snapshot of the keys cannot be written; the one before stays", ("reason", fault.Message));
        }

        _snapshotAt = Stopwatch.GetTimestamp();
    }

    private void Succeeded()
    {
        _parts.Status.Succeeded(_parts.Time.GetUtcNow());
        if (_failed)
        {
            _failed = false;
            _parts.Log.Info(KeyEvents.StoreBack, "The control store is available again");
        }
    }

    private void Failed(string reason)
    {
        Interlocked.Increment(ref _failures);
        _parts.Status.Failed(reason, _parts.Time.GetUtcNow());
        if (!_failed)
        {
            _failed = true;
            _parts.Log.Error(KeyEvents.StoreGone, "The control store fails; keys that are known go on working", ("reason", reason));
        }
    }
}
