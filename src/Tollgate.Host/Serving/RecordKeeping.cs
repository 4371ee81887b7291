using Tollgate.Configuration;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The record behind the path: the journal, the stores, and a pump for each of them that copies records over.</summary>
internal sealed class RecordKeeping : IAsyncDisposable
{
    /// <summary>At the end the stores have this long for what is left; the rest waits in the journal.</summary>
    private static readonly TimeSpan LastRound = TimeSpan.FromSeconds(5);

    private readonly RecordSinks _sinks;
    private readonly SinkPump[] _pumps;
    private readonly TimeProvider _time;
    private RecordReporter? _reporter;

    private RecordKeeping(RequestJournal? journal, RecordSinks sinks, SinkPump[] pumps, TimeProvider time)
    {
        Journal = journal;
        _sinks = sinks;
        _pumps = pumps;
        _time = time;
    }

    /// <summary>Null where nothing is recorded.</summary>
    public RequestJournal? Journal { get; }

    /// <summary>Answers questions about recorded requests; null where no store could.</summary>
    public IRequestLog? Requests => _sinks.Log;

    public static string JournalFolder(StorageConfig config) => Path.Combine(config.DataDir, "journal");

    /// <summary>Opens the journal of the data folder and the stores.</summary>
    /// <param name="config">What the operator set.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">The application's own log.</param>
    /// <param name="snapshot">Gives the configuration in force.</param>
    /// <exception cref="StartException">The folder cannot be used.</exception>
    public static RecordKeeping Open(GatewayConfig config, TimeProvider time, EventLog log, Func<ConfigSnapshot> snapshot)
    {
        var sinks = RecordSinks.Open(config, time, log, snapshot);
        if (sinks.All.Count == 0 && config.Storage.Log.Reveal() != "journal")
        {
            return new RecordKeeping(null, sinks, [], time);
        }

        try
        {
            var journal = RequestJournal.Open(OptionsOf(config.Storage, keepsAlone: sinks.All.Count == 0), time, log);
            return new RecordKeeping(journal, sinks, [.. sinks.All.Select(sink => new SinkPump(sink.Sink, journal, time, log))], time);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartException("tollgate: storage.data_dir: " + refused.Message);
        }
    }

    /// <summary>Begins feeding the stores; loops may append already.</summary>
    public void Start(MetricsRegistry metrics, StatusBoard board)
    {
        if (Journal is null)
        {
            return;
        }

        _reporter = new RecordReporter(Journal, _pumps, _sinks, metrics, board, _time);
        Journal.Start(segment => _pumps.Length > 0 && Array.TrueForAll(_pumps, pump => pump.HasFinished(segment)));
        foreach (var pump in _pumps)
        {
            pump.Start();
        }

        _reporter.Start();
    }

    /// <summary>Closes the journal, gives the stores what is left, and closes them. Loops must have stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_reporter is not null)
        {
            await _reporter.DisposeAsync();
        }

        Journal?.Stop();
        await Task.WhenAll(_pumps.Select(pump => pump.StopAsync(LastRound)));
        foreach (var pump in _pumps)
        {
            await pump.DisposeAsync();
        }

        Journal?.Dispose();
    }

    private static JournalOptions OptionsOf(StorageConfig config, bool keepsAlone) => new()
    {
        Folder = JournalFolder(config),
        Node = Environment.MachineName,
        Sync = config.Journal.Sync,
        OnFull = keepsAlone ? JournalFull.DropOldest : config.Journal.OnFull, // nothing will ever take them: the oldest go
        MaxBytes = config.Journal.MaxBytes,
        SegmentBytes = config.Journal.SegmentBytes,
    };
}
