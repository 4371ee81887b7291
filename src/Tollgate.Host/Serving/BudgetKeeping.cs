using Tollgate.Admission.Budgets;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.Budgets;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>
/// Keeps what is spent of budgets: loads it, counts what the journal has beyond it, and then follows the journal. Begins with the first budget, at the
/// start or at a reload; a gateway without budgets has none of this.
/// </summary>
internal sealed class BudgetKeeping : IAsyncDisposable
{
    /// <summary>The start waits so long for what was spent; after that hard budgets refuse until it is known.</summary>
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly RequestJournal? _journal;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _opening = Task.CompletedTask;
    private MetricsRegistry? _metrics;
    private SinkPump? _pump;
    private BudgetFile? _file;

    private BudgetKeeping(RequestJournal? journal, string dataDir, TimeProvider time, EventLog log)
    {
        (_journal, _time, _log) = (journal, time, log);
        _path = Path.Combine(dataDir, BudgetFile.FileName);
        Table = new BudgetTable(time, log) { OnFirst = Begin };
    }

    /// <summary>What is spent.</summary>
    public BudgetTable Table { get; }

    /// <summary>Something follows the journal, which keeps what it has not read.</summary>
    public bool IsRunning => Volatile.Read(ref _pump) is not null;

    /// <summary>Puts the budgets of a configuration into force, and waits a moment until what was spent is known.</summary>
    public static BudgetKeeping Open(GatewayConfig config, RequestJournal? journal, TimeProvider time, EventLog log)
    {
        var keeping = new BudgetKeeping(journal, config.Storage.DataDir, time, log);
        keeping.Table.Apply(config.Budgets);
        keeping._opening.Wait(StartWait);
        return keeping;
    }

    /// <summary>Shows its figures, now and when it begins.</summary>
    public void Watch(MetricsRegistry metrics)
    {
        _metrics = metrics;
        if (_pump is { } pump) { metrics.Sinks.Watch(pump); }
    }

    /// <summary>It has all of this closed segment, or nothing is counted.</summary>
    public bool HasFinished(SegmentInfo segment) => Volatile.Read(ref _pump)?.HasFinished(segment) ?? true;

    /// <summary>It has this segment up to here.</summary>
    public long StoredUpTo(SegmentInfo segment) => Volatile.Read(ref _pump)?.StoredUpTo(segment) ?? long.MaxValue;

    /// <summary>The alerts written down, newest first.</summary>
    public IReadOnlyList<BudgetAlert> Alerts(int most) => Volatile.Read(ref _file)?.Alerts(most) ?? [];

    /// <summary>Takes what is left in the journal, within the limit.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_pump is { } pump) { await pump.StopAsync(limit); }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        if (_pump is { } pump) { await pump.DisposeAsync(); }
        _stop.Dispose();
    }

    private void Begin()
    {
        if (_journal is null)
        {
            _log.Warn(BudgetEvents.NotKept, "Nothing is recorded (storage.log: none), so spending is counted from now on and forgotten at the end; a restart with budgets keeps it");
            return;
        }

        if (_pump is not null || !_opening.IsCompletedSuccessfully) { return; }
        Table.IsKnown = false;
        _opening = Task.Run(() => BeginAsync(_journal, _stop.Token));
    }

    private async Task BeginAsync(RequestJournal journal, CancellationToken stop)
    {
        SqliteBudgetSink? sink = null;
        SinkPump? pump = null;
        for (var isTold = false; !stop.IsCancellationRequested; isTold = true)
        {
            try
            {
                if (sink is null)
                {
                    var file = BudgetFile.Open(_path);
                    sink = new SqliteBudgetSink(file, Table, journal.IsOwn);
                    Volatile.Write(ref _file, file);
                }

                sink.Load();
                if (pump is null)
                {
                    pump = new SinkPump(sink, journal, _time, _log);
                    Volatile.Write(ref _pump, pump);
                    _metrics?.Sinks.Watch(pump);
                }

                await pump.CatchUpAsync(stop);
                Table.IsKnown = true;
                pump.Start();
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // the edge of a background loop: whatever the file throws, it is tried again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                var reason = failure is SinkException known ? known.Message : failure.GetType().Name;
                if (!isTold) { _log.Error(BudgetEvents.StoreFailed, "What was spent of budgets cannot be read; hard budgets refuse until it can", ("reason", reason)); }
                await Task.Delay(Retry, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
