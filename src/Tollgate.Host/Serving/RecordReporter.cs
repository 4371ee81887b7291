using Tollgate.Recording.Journal;
using Tollgate.Storage;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>Tells the status page what journal and stores are doing, once a second, and looks after the stores once a minute.</summary>
internal sealed class RecordReporter : IAsyncDisposable
{
    private const int RoundsBetweenMaintenance = 60;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RequestJournal _journal;
    private readonly SinkPump[] _pumps;
    private readonly StoreStatus[] _statuses;
    private readonly SqliteRequestLog? _sqlite;
    private readonly IReadOnlyList<IRemoteStore> _remote;
    private readonly SinkMetrics _metrics;
    private readonly StatusBoard _board;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _syncFailures;

    public RecordReporter(
        RequestJournal journal, SinkPump[] pumps, StoreStatus[] statuses, RecordSinks sinks, MetricsRegistry metrics, StatusBoard board, TimeProvider time)
    {
        var sqlite = sinks.Sqlite;
        (_journal, _pumps, _statuses, _sqlite, _remote, _metrics, _board, _time) = (journal, pumps, statuses, sqlite, sinks.Remote, metrics.Sinks, board, time);
        metrics.AddCounter("tollgate_journal_damaged_total", "Stretches of the journal that could not be read.", () => pumps.Length == 0 ? 0 : pumps.Max(pump => pump.Damaged));
        metrics.AddGauge("tollgate_journal_overflow", "Records that wait in memory for room on the disk.", () => journal.Overflowing);
        metrics.AddCounter("tollgate_journal_contents_total", "Captured contents written.", () => journal.Contents.Written);
        metrics.AddCounter("tollgate_journal_contents_refused_total", "Captured contents for which there was no room.", () => journal.Contents.Dropped);
        if (sqlite is { Counters: var log })
        {
            metrics.AddGauge("tollgate_request_log_bytes", "Size of the request log's files.", () => log.Bytes);
            metrics.AddGauge("tollgate_request_log_days", "Days that the request log has rows of.", () => log.Days);
            metrics.AddCounter("tollgate_request_log_folded_total", "Records that statistics count under other, because their hour has too many groups.", () => log.Folded);
            metrics.AddCounter("tollgate_request_log_out_of_time_total", "Records older than the request log keeps.", () => log.OutOfTime);
            metrics.AddCounter("tollgate_request_log_corrupt_files_total", "Files of the request log that were damaged and set aside.", () => log.CorruptFiles);
        }
    }

    public void Start()
    {
        Report();
        _running = Task.Run(() => RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            for (var round = 0; await timer.WaitForNextTickAsync(stop); round++)
            {
                Report();
                if (round % RoundsBetweenMaintenance == 0)
                {
                    if (_sqlite is not null) { await MaintainAsync(_sqlite.Name, _sqlite.MaintainAsync, stop); }
                    foreach (var store in _remote) { await MaintainAsync(store.Name, store.MaintainAsync, stop); }
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process is on its way out.
        }
    }

    private async Task MaintainAsync(string name, Func<CancellationToken, Task> maintain, CancellationToken stop)
    {
        try
        {
            await maintain(stop);
        }
#pragma warning disable CA1031 // the edge of a background loop: pruning is tried again in a minute
        catch (Exception)
#pragma warning restore CA1031
        {
            // On the way out as well, whatever a store throws when it is told to end: the journal is closed after this.
            if (!stop.IsCancellationRequested)
            {
                _metrics.CountStorageError(name);
            }
        }
    }

    private void Report()
    {
        var segments = _journal.Segments;
        _board.Journal = new JournalReading(segments.Bytes, segments.All.Count, _journal.MaxBytes);
        for (var i = 0; i < _pumps.Length; i++)
        {
            Report(_pumps[i], _statuses[i]);
        }

        for (var failures = _journal.SyncFailures; _syncFailures < failures; _syncFailures++)
        {
            _metrics.CountStorageError("journal");
        }
    }

    private void Report(SinkPump pump, StoreStatus status)
    {
        var was = status.Reading;
        var problem = pump.Problem;
        status.Reading = was with
        {
            Connected = problem is null,
            LastError = problem ?? was.LastError,
            LastErrorAt = problem is null ? was.LastErrorAt : _time.GetUtcNow(),
            LastSuccessAt = pump.SucceededAt,
            LagSeconds = pump.LagSeconds,
            BacklogBytes = pump.Backlog,
        };
    }
}
