using System.Text;
using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Forwarding;
using Tollgate.Host.Reloading;
using Tollgate.Host.Remote;
using Tollgate.Recording;
using Tollgate.Telemetry;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Host.Remote;

/// <summary>A watcher of a scripted source by a clock that stands still, and what it did.</summary>
internal sealed class RemoteRig : IAsyncDisposable
{
    private readonly MemoryStream _lines = new();
    private readonly LogWriter _writer;
    private readonly EventLog _log;

    private RemoteRig(string document, bool tls)
    {
        Source = ConfigUpstream.Start(document, tls);
        _writer = new LogWriter(_lines);
        _log = new EventLog(_writer, TimeProvider.System);
        _writer.Start();
        Settings = new RemoteSettings { DataDir = Folder.Location, Wait = TimeSpan.Zero };
    }

    public ConfigUpstream Source { get; }

    public TempFolder Folder { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public RemoteSettings Settings { get; set; }

    public RemoteAddress Address => RemoteAddress.Parse(Source.Url, allowsHttp: false);

    public RemoteCopy Copy => new(Folder.Location, Address);

    /// <summary>Configurations that were brought into force.</summary>
    public List<(GatewayConfig Config, IReadOnlyList<string> Warnings)> Published { get; } = [];

    /// <summary>Errors of those that were refused.</summary>
    public List<IReadOnlyList<ConfigError>> Refused { get; } = [];

    public StatusBoard Board { get; } = new();

    public RemoteReport Report { get; private set; } = null!;

    /// <summary>Thrown where a configuration is brought into force.</summary>
    public Exception? Bug { get; set; }

    public static RemoteRig With(string document, bool tls = false) => new(document, tls);

    public static string Document(string provider) => $"providers: [{{ name: {provider}, kind: demo }}]\n";

    public RemoteFetcher Fetcher() => new(Address, Settings, new OutboundHttp(() => EgressPolicy.Default, UpstreamResolver.SystemLookup), Time);

    public RemoteDocument Reader(Func<string, string?>? env = null) => new(Address, Settings, env ?? (_ => null));

    public async Task<(ConfigResult Result, RemoteBeginning Beginning)> BeginAsync(Action<string>? say = null)
    {
        using var fetcher = Fetcher();
        return await new RemoteStart(Address, Settings, Reader(), fetcher, Time).BeginAsync(say ?? (_ => { }), CancellationToken.None);
    }

    /// <summary>A watcher of what a start began with.</summary>
    public async Task<RemoteWatcher> WatcherAsync()
    {
        var (result, beginning) = await BeginAsync();
        Report = new RemoteReport(Address.Name, beginning.CopiedAt, _log, Board, Time);
        if (beginning.CopiedAt is not null)
        {
            Report.BeganWithCopy(beginning.Problem);
        }

        return new RemoteWatcher(beginning, new RemoteWatcherParts
        {
            Fetcher = Fetcher(),
            Document = Reader(),
            Reload = new ConfigReload(result.Config!, Publish, Refuse),
            Copy = Copy,
            Pace = new RemotePace(Settings.Poll, () => 0.5),
            Report = Report,
            Log = _log,
            Time = Time,
        });
    }

    /// <summary>Lines of the log so far.</summary>
    public string Logged()
    {
        _writer.Stop(TimeSpan.FromSeconds(20));
        return Encoding.UTF8.GetString(_lines.ToArray());
    }

    public string Metrics()
    {
        var registry = new MetricsRegistry(Time, "1");
        Report.AddTo(registry);
        var page = new System.Buffers.ArrayBufferWriter<byte>();
        registry.Render(page);
        return Encoding.UTF8.GetString(page.WrittenSpan);
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await Source.DisposeAsync();
        Folder.Dispose();
    }

    private void Publish(GatewayConfig config, IReadOnlyList<string> warnings)
    {
        if (Bug is { } bug)
        {
            throw bug;
        }

        Published.Add((config, warnings));
    }

    private void Refuse(IReadOnlyList<ConfigError> errors)
    {
        Board.LastReloadError = new ReloadReading(Time.GetUtcNow(), errors[0].ToString(), errors.Count);
        Refused.Add(errors);
    }
}
