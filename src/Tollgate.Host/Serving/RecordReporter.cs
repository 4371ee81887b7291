using Tollgate.Recording.Journal;
using Tollgate.Storage.Health;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>Tells metrics and status what journal and stores are doing, once a second, and looks after the log of this machine.</summary>
internal sealed class RecordReporter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int RoundsBetweenMaintenance = 60;

    private readonly RequestJournal _journal;
    private readonly SinkPump[] _pumps;
    private readonly StoreStatus[] _statuses;
    private readonly RecordSinks _sinks;
    private readonly JournalMetrics _journalMetrics;
    private readonly SinkMetrics _sinkMetrics;
    private readonly StatusBoard _board;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _syncFailures;

    public RecordReporter(RequestJournal journal, SinkPump[] pumps, RecordSinks sinks, MetricsRegistry metrics, StatusBoard board, TimeProvider time)
    {
        (_journal, _pumps, _sinks, _board, _time) = (journal, pumps, sinks, board, time);
        (_journalMetrics, _sinkMetrics) = (metrics.Journal, metrics.Sinks);
        _journalMetrics.LimitBytes = journal.MaxBytes;
        _statuses = [.. sinks.All.Select(sink => board.AddStore(sink.Sink.Name, sink.Kind, sink.Role))];
        for (var i = 0; i < pumps.Length; i++)
        {
            Follow(pumps[i], _statuses[i]);
        }

        metrics.AddCounter("tollgate_journal_records_total", "Records appended.", () => journal.Appended);
        metrics.AddCounter("tollgate_journal_lost_total", "Records lost because neither disk nor memory had room for them.", () => journal.Lost);
        metrics.AddCounter("tollgate_journal_dropped_segments_total", "Segments deleted before every store had them, to make room.", () => journal.Segments.DroppedContents + journal.Segments.DroppedRecords);
        metrics.AddCounter("tollgate_journal_damaged_total", "Stretches of the journal that could not be read.", () => pumps.Sum(pump => pump.Damaged));
        sinks.Otlp?.Show(metrics);
        if (sinks.Sqlite is { Counters: var log })
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

    private static string KindOf(Exception failure) => failure switch
    {
        StoreException known => known.Fault.ToString().ToLowerInvariant(),
        OperationCanceledException => "timeout",
        _ => "other",
    };

    private void Follow(SinkPump pump, StoreStatus status)
    {
        _sinkMetrics.Add(pump.Name);
        status.Succeeded(_time.GetUtcNow()); // nothing has failed yet
        pump.OnTaken = count =>
        {
            _sinkMetrics.CountRecords(pump.Name, count);
            status.Succeeded(_time.GetUtcNow());
        };
        pump.OnFailed = failure =>
        {
            _sinkMetrics.CountError(pump.Name, KindOf(failure));
            status.Failed(KindOf(failure), _time.GetUtcNow());
        };
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            for (var round = 1; await timer.WaitForNextTickAsync(stop); round++)
            {
                Report();
                if (round % RoundsBetweenMaintenance == 0 && _sinks.Sqlite is { } log)
                {
                    await MaintainAsync(log, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process is on its way out.
        }
    }

    private async Task MaintainAsync(Storage.Sqlite.RequestLog.SqliteRequestLog log, CancellationToken stop)
    {
        try
        {
            await log.MaintainAsync(stop);
        }
#pragma warning disable CA1031 // the edge of a background loop: pruning is tried again in a minute
        catch (Exception) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _sinkMetrics.CountStorageError(log.Name);
        }
    }

    private void Report()
    {
        var segments = _journal.Segments;
        _journalMetrics.Bytes = segments.Bytes;
        _journalMetrics.Segments = segments.All.Count;
        _board.Journal = new JournalReading(segments.Bytes, segments.All.Count, _journal.MaxBytes);
        for (var i = 0; i < _pumps.Length; i++)
        {
            var (lag, backlog) = (_pumps[i].LagSeconds, _pumps[i].Backlog);
            _sinkMetrics.SetBacklog(_pumps[i].Name, TimeSpan.FromSeconds(lag), backlog);
            _statuses[i].Lags(lag, 0, backlog);
        }

        for (var failures = _journal.SyncFailures; _syncFailures < failures; _syncFailures++)
        {
            _sinkMetrics.CountStorageError("journal");
        }
    }
}
