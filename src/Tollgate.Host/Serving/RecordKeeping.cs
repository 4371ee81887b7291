using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The record behind the path: the journal, and a pump for each store that it is copied into.</summary>
internal sealed class RecordKeeping : IAsyncDisposable
{
    /// <summary>At the end the stores have this long for what is left; the rest waits in the journal.</summary>
    private static readonly TimeSpan LastRound = TimeSpan.FromSeconds(5);

    private readonly List<SinkPump> _pumps;

    private RecordKeeping(RequestJournal? journal, List<SinkPump> pumps)
    {
        Journal = journal;
        _pumps = pumps;
    }

    /// <summary>Null where nothing is recorded.</summary>
    public RequestJournal? Journal { get; }

    public IReadOnlyList<SinkPump> Pumps => _pumps;

    public static string JournalFolder(StorageConfig config) => Path.Combine(config.DataDir, "journal");

    /// <summary>Opens the journal of the data folder.</summary>
    /// <exception cref="StartException">The folder cannot be used.</exception>
    public static RecordKeeping Open(StorageConfig config, TimeProvider time, EventLog log)
    {
        if (config.Log.Reveal() == "none")
        {
            return new RecordKeeping(null, []);
        }

        try
        {
            var journal = RequestJournal.Open(
                new JournalOptions
                {
                    Folder = JournalFolder(config),
                    Node = Environment.MachineName,
                    Sync = config.Journal.Sync,
                    OnFull = config.Journal.OnFull,
                    MaxBytes = config.Journal.MaxBytes,
                    SegmentBytes = config.Journal.SegmentBytes,
                },
                time,
                log);
            return new RecordKeeping(journal, []);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartException("tollgate: storage.data_dir: " + refused.Message);
        }
    }

    /// <summary>Shows how journal and stores do on the page of metrics.</summary>
    public void Show(MetricsRegistry metrics)
    {
        if (Journal is not null)
        {
            metrics.Journal.Watch(Journal);
        }

        _pumps.ForEach(metrics.Sinks.Watch);
    }

    /// <summary>Begins feeding the stores; loops may append already.</summary>
    public void Start()
    {
        Journal?.Start(segment => _pumps.Count > 0 && _pumps.TrueForAll(pump => pump.HasFinished(segment)));
        foreach (var pump in _pumps)
        {
            pump.Start();
        }
    }

    /// <summary>Closes the journal and gives the stores what is left. Loops must have stopped.</summary>
    public async Task StopAsync()
    {
        Journal?.Stop();
        await Task.WhenAll(_pumps.Select(pump => pump.StopAsync(LastRound)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var pump in _pumps)
        {
            await pump.DisposeAsync();
        }

        Journal?.Dispose();
    }
}
