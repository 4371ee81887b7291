using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Control.RequestLog;
using Tollgate.Control.Telemetry;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The record behind the path: the journal, the stores, and a pump for each of them that copies records over.</summary>
internal sealed class RecordKeeping : IAsyncDisposable
{
    /// <summary>At the end the stores have this long for what is left; the rest waits in the journal.</summary>
    private static readonly TimeSpan LastRound = TimeSpan.FromSeconds(5);

    private readonly GatewayConfig _config;
    private readonly RecordSinks _sinks;
    private readonly OutboundHttp _outbound;
    private readonly TimeProvider _time;
    private readonly EventLog _log;
    private SinkPump[] _pumps = [];
    private RecordReporter? _reporter;

    private RecordKeeping(RequestJournal? journal, RecordSinks sinks, GatewayConfig config, OutboundHttp outbound, TimeProvider time, EventLog log)
    {
        Journal = journal;
        Budgets = BudgetKeeping.Open(config, journal, time, log);
        (_sinks, _config, _outbound, _time, _log) = (sinks, config, outbound, time, log);
    }

    /// <summary>Null where nothing is recorded.</summary>
    public RequestJournal? Journal { get; }

    /// <summary>What is spent of budgets.</summary>
    public BudgetKeeping Budgets { get; }

    /// <summary>Answers questions about recorded requests; null where no store could.</summary>
    public IRequestLog? Requests => _sinks.Log;

    public static string JournalFolder(StorageConfig config) => Path.Combine(config.DataDir, "journal");

    /// <summary>Opens the journal of the data folder and the stores.</summary>
    /// <exception cref="StartException">The folder cannot be used.</exception>
    public static RecordKeeping Open(GatewayConfig config, OutboundHttp outbound, TimeProvider time, EventLog log)
    {
        try
        {
            var sinks = RecordSinks.Open(config, outbound, time, log);
            var isNeeded = sinks.All.Count > 0 || config.Telemetry.Otlp is not null || config.Storage.Log.Reveal() == "journal" || config.Budgets.Count > 0;
            var journal = isNeeded ? RequestJournal.Open(OptionsOf(config.Storage, keepsAlone: sinks.All.Count == 0), time, log) : null;
            return new RecordKeeping(journal, sinks, config, outbound, time, log);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartException("tollgate: storage.data_dir: " + refused.Message);
        }
    }

    /// <summary>The stores alone, for a command that fills them.</summary>
    public static OpenStores OpenStores(GatewayConfig config)
    {
        var outbound = new Outbound(config, UpstreamResolver.SystemLookup);
        return new OpenStores(RecordSinks.Open(config, outbound.Http, TimeProvider.System, log: null).All);
    }

    /// <summary>Begins feeding the stores; loops may append already.</summary>
    public void Start(GatewayServer server, StatusBoard board)
    {
        if (Journal is not { } journal)
        {
            return;
        }

        server.Metrics.Journal.Watch(journal);
        RecordSink[] sinks = [.. _sinks.All, .. Collector(server)];
        _pumps = [.. sinks.Select(sink => new SinkPump(sink.Sink, journal, _time, _log))];
        Array.ForEach(_pumps, server.Metrics.Sinks.Watch);
        Budgets.Watch(server.Metrics);
        _reporter = new RecordReporter(journal, _pumps, [.. sinks.Select(sink => board.AddStore(sink.Sink.Name, sink.Kind, sink.Role))], _sinks, server.Metrics, board, _time);
        journal.Segments.StoredUpTo = segment => _pumps.Length == 0 ? 0 : Math.Min(Budgets.StoredUpTo(segment), _pumps.Min(pump => pump.StoredUpTo(segment)));

        // Where the journal is the log, nobody else's having a record is a reason to delete it.
        var isLog = _sinks.All.Count == 0 && _config.Storage.Log.Reveal() == "journal";
        journal.Start(segment =>
            !isLog && (_pumps.Length > 0 || Budgets.IsRunning) && Array.TrueForAll(_pumps, pump => pump.HasFinished(segment)) && Budgets.HasFinished(segment));
        Array.ForEach(_pumps, pump => pump.Start());
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
        await Task.WhenAll([.. _pumps.Select(pump => pump.StopAsync(LastRound)), Budgets.StopAsync(LastRound)]);
        await CloseAsync(Budgets);
        foreach (var part in _pumps.Length > 0 ? _pumps : _sinks.All.Select(sink => (IAsyncDisposable)sink.Sink))
        {
            await CloseAsync(part);
        }

        Journal?.Dispose();
    }

    /// <summary>A store that cannot even be closed must not keep the others, and the journal's folder, from being closed.</summary>
    private async Task CloseAsync(IAsyncDisposable part)
    {
        try
        {
            await part.DisposeAsync();
        }
#pragma warning disable CA1031 // the edge of the shutdown
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.Warn(HostEvents.StoreNotClosed, "A store could not be closed in order", ("exception", failure.GetType().Name));
        }
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

    /// <summary>The OpenTelemetry collector, if there is one: it never holds the journal back.</summary>
    private IEnumerable<RecordSink> Collector(GatewayServer server)
    {
        if (_config.Telemetry.Otlp is not { } config)
        {
            yield break;
        }

        var identity = new OtlpIdentity("tollgate", GatewayHost.Version, Environment.MachineName);
        var otlp = new OtlpSink(config, _outbound.Create(new OutboundOptions { NamedInFile = true }), () => server.Snapshot, identity, _log, _time);
        otlp.Show(server.Metrics);
        yield return new RecordSink(otlp, "otlp", StoreRole.Export);
    }
}
