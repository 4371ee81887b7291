namespace Tollgate.Recording.Journal;

/// <summary>
/// Feeds one store from the journal: batch after batch, each again until the store has it. A store that is down costs nothing but the disk
/// that its backlog takes; when it is back it is caught up.
/// </summary>
internal sealed class SinkPump : IAsyncDisposable
{
    private const int MaxRecords = 8192;
    private const int MaxBytes = 4 << 20;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    /// <summary>One batch may take this long; then it counts as failed and comes again.</summary>
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(60);

    private readonly IRecordSink _sink;
    private readonly JournalSource _source;
    private readonly TimeProvider _time;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _lastRound;
    private long _records;
    private long _errors;
    private long _caughtUpAt;
    private long _succeededUnixMs;
    private string? _problem;

    public SinkPump(IRecordSink sink, RequestJournal journal, TimeProvider time, EventLog log)
    {
        _sink = sink;
        _time = time;
        _log = log;
        _source = new JournalSource(journal.Segments, SinkCursor.Load(journal.Folder, sink.Name));
        _caughtUpAt = time.GetTimestamp();
    }

    public string Name => _sink.Name;

    /// <summary>Records given to the store since the start, repeats included.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Batches that it did not take.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Bytes of the journal that it does not have.</summary>
    public long Backlog => _source.Backlog;

    /// <summary>Seconds since it last had everything; 0 while it has.</summary>
    public double LagSeconds => Backlog == 0 ? 0 : _time.GetElapsedTime(Volatile.Read(ref _caughtUpAt)).TotalSeconds;

    /// <summary>Why the last batch was not taken; null while all is well. Out of a small set.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>When it last took a batch; null before the first.</summary>
    public DateTimeOffset? SucceededAt => Volatile.Read(ref _succeededUnixMs) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Stretches of the journal that were damaged.</summary>
    public long Damaged => _source.Damaged;

    /// <summary>Hears of each batch that the store did not take, by kind; set before the start.</summary>
    public Action<string>? OnFailure { get; set; }

    /// <summary>The store has all of this closed segment.</summary>
    public bool HasFinished(SegmentInfo segment) => _source.HasFinished(segment);

    /// <summary>The store has this segment up to here.</summary>
    public long StoredUpTo(SegmentInfo segment) => _source.StoredUpTo(segment);

    /// <summary>Gives the store what the journal has by now. Before <see cref="Start"/>; what the store throws ends it.</summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        try
        {
            while (await MoveAsync(stop) > 0 && !_source.ReachedEnd)
            {
                stop.ThrowIfCancellationRequested();
            }
        }
        catch
        {
            _source.Refuse();
            throw;
        }
    }

    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Takes what is left, as far as the store does within the limit; the rest waits on the disk for the next start.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        _lastRound = true;
        _stop.CancelAfter(limit);
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _source.Dispose();
        _stop.Dispose();
        await _sink.DisposeAsync();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var retry = FirstRetry;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var last = _lastRound;
                var moved = await MoveAsync(stop);
                retry = FirstRetry;
                if (moved == 0)
                {
                    if (last)
                    {
                        return;
                    }

                    await Task.Delay(_lastRound ? TimeSpan.Zero : Idle, _time, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // the edge of a background loop: whatever a store throws, the records wait
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Failed(failure);
                if (_lastRound)
                {
                    return;
                }

                await Task.Delay(retry, _time, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }
    }

    private async Task<int> MoveAsync(CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        var batch = _source.Take(MaxRecords, MaxBytes);
        var count = batch.Entries.Count + batch.Contents.Count;
        if (count > 0)
        {
            using var limit = new CancellationTokenSource(WriteLimit, _time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            await _sink.WriteAsync(batch, both.Token);
            Volatile.Write(ref _records, _records + count);
            Volatile.Write(ref _succeededUnixMs, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (Interlocked.Exchange(ref _problem, null) is not null)
            {
                _log.Info(EventRange.Recording + 11, "A store takes records again", ("sink", Name));
            }
        }

        var damaged = _source.Damaged;
        var remembered = _source.HasRemembered;
        _source.Confirm();
        if (remembered && !_source.HasRemembered)
        {
            _log.Warn(EventRange.Recording + 13, "The place that a store has reached cannot be written down; after a crash it would be given records again", ("sink", Name));
        }

        if (_source.ReachedEnd)
        {
            Volatile.Write(ref _caughtUpAt, began);
        }

        if (_source.Damaged > damaged)
        {
            _log.Error(EventRange.Recording + 12, "A journal segment was damaged; what could be read was taken", ("sink", Name), ("stretches", _source.Damaged - damaged));
        }

        return count;
    }

    private void Failed(Exception failure)
    {
        _source.Refuse();
        Volatile.Write(ref _errors, _errors + 1);
        var problem = SinkException.KindOf(failure);
        OnFailure?.Invoke(problem);
        if (Interlocked.Exchange(ref _problem, problem) is null)
        {
            _log.Error(EventRange.Recording + 10, "A store takes no records; they wait in the journal", ("sink", Name), ("reason", problem));
        }
    }
}
