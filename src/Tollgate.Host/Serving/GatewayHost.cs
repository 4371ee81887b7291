using System.Net;
using System.Reflection;
using Tollgate.Configuration;
using Tollgate.Control.Http;
using Tollgate.Control.Telemetry;
using Tollgate.Forwarding;
using Tollgate.Host.Reloading;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The composition of a running gateway: configuration, log, server, and the watcher that brings changes into force.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>For requests that are still with the control plane when the engine has closed.</summary>
    private static readonly TimeSpan ControlGrace = TimeSpan.FromSeconds(2);

    private readonly GatewayServer _server;
    private readonly HostLogs _logs;
    private readonly RecordKeeping _records;
    private readonly ControlPlane _control;
    private readonly ConfigWatcher? _watcher;
    private readonly ServerConfig _settings;
    private readonly TimeProvider _time;
    private bool _drained;

    private GatewayHost(
        GatewayServer server, ControlPlane control, HostLogs logs, RecordKeeping records, ConfigWatcher? watcher, ServerConfig settings, TimeProvider time)
    {
        _server = server;
        _records = records;
        _control = control;
        _logs = logs;
        _watcher = watcher;
        _settings = settings;
        _time = time;
    }

    /// <summary>The version of the assembly, as health and banner show it.</summary>
    public static string Version { get; } = typeof(GatewayHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _server.EndPoints;

    /// <summary>Starts a gateway that serves when this returns.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="streams">Where the process writes.</param>
    /// <param name="lookup">Looks host names up; the system's resolver unless a test scripts its own.</param>
    /// <exception cref="StartException">The configuration has errors, or an address cannot be listened on.</exception>
    public static GatewayHost Start(
        ServeOptions options, HostStreams streams, Func<string, CancellationToken, Task<IPAddress[]>>? lookup = null)
    {
        var time = TimeProvider.System;
        var source = ConfigSource.Find(options);
        var config = source.Config;
        var (adminKey, madeKey) = AdminKeyOf(source);
        var logs = HostLogs.Open(config.Log, streams);
        var log = new EventLog(logs.Events, time, SeverityOf(config.Log.Level));
        logs.Start();
        using var started = new StartGuard(logs);
        var records = started.Add(RecordKeeping.Open(config.Storage, time, log));
        var control = ControlPlane.Prepare(config.Storage.DataDir, log);
        started.OnFailure(control.Release);
        var parts = new GatewayParts
        {
            Time = time,
            Journal = records.Journal,
            Log = log,
            Lookup = lookup ?? UpstreamResolver.SystemLookup,
            Version = Version,
            Sampling = OtlpSink.Sampling(config.Telemetry.Otlp),
            Control = control.Sockets,
            AccessRing = config.Log.Access == LogSink.None ? null : logs.AccessRing,
            DroppedLines = () => logs.Dropped,
        };
        var snapshot = ConfigSnapshot.Compile(config, 1);
        GatewayServer server;
        try
        {
            server = GatewayServer.Start(snapshot, parts);
        }
        catch (IOException refused)
        {
            throw new StartException("tollgate: " + refused.Message);
        }

        records.Show(server.Metrics);
        records.Start();
        var auth = new AdminAuth(new BadTries(time), server.KnowsKey) { Key = adminKey };
        control.Start(() => ControlComposition.Compose(parts, auth));
        streams.Banner.WriteLine(Banner.Compose(server, source, Version, madeKey));
        streams.Banner.Flush();
        var watcher = source.Path is null ? null : Watch(source, snapshot, server, parts, auth, log, time);
        started.Done();
        return new GatewayHost(server, control, logs, records, watcher, config.Server, time);
    }

    /// <summary>Stops in order: not ready, no new connections, requests in flight within the grace period.</summary>
    /// <param name="withDelay">Go on accepting for the drain delay, so that whoever steers traffic notices first.</param>
    public async Task<bool> DrainAsync(bool withDelay = true)
    {
        if (_drained)
        {
            return true;
        }

        _drained = true;
        if (_watcher is not null)
        {
            await _watcher.DisposeAsync();
        }

        var finished = await _server.DrainAsync(withDelay ? _settings.DrainDelay : TimeSpan.Zero, _settings.GracePeriod);
        await _control.StopAsync(ControlGrace);
        await _records.StopAsync();
        _logs.Stop();
        return finished;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        await _control.DisposeAsync();
        await _records.DisposeAsync();
        _logs.Dispose();
    }

    /// <summary>The key that the configuration names; without a file, one of the installation's own.</summary>
    private static (AdminKey? Key, string? Made) AdminKeyOf(ConfigSource source)
    {
        if (source.Config.Auth.AdminKey is { } named)
        {
            return (AdminKey.OfText(named.Reveal()), null);
        }

        return source.Path is null ? AdminKeyFile.Open(source.Config.Storage.DataDir) : (null, null);
    }

    private static ConfigWatcher Watch(
        ConfigSource source, ConfigSnapshot snapshot, GatewayServer server, GatewayParts parts, AdminAuth auth, EventLog log, TimeProvider time)
    {
        var watcher = new ConfigWatcher(source.Path!, snapshot, source.Fingerprint, Environment.GetEnvironmentVariable, Publish, Refuse, time);
        watcher.Start();
        return watcher;

        void Publish(ConfigSnapshot next, IReadOnlyList<string> warnings)
        {
            server.Publish(next);
            auth.Key = next.Config.Auth.AdminKey is { } key ? AdminKey.OfText(key.Reveal()) : null;
            parts.Status.LastReloadError = null;
            log.Info(EventIds.ConfigPublished, "A changed configuration is in force", ("generation", next.Generation));
            foreach (var warning in warnings)
            {
                log.Warn(EventIds.ConfigWarning, warning);
            }
        }

        void Refuse(IReadOnlyList<ConfigError> errors)
        {
            Interlocked.Increment(ref parts.ReloadFailures[0]);
            parts.Status.LastReloadError = new ReloadReading(time.GetUtcNow(), errors.Count > 0 ? errors[0].ToString() : "", errors.Count);
            log.Error(EventIds.ConfigRefused, "A changed configuration was refused; the one before stays in force", ("errors", (long)errors.Count));
            foreach (var error in errors)
            {
                log.Error(EventIds.ConfigRefused, error.ToString());
            }
        }
    }

    private static LogSeverity SeverityOf(LogThreshold level) => level switch
    {
        LogThreshold.Debug => LogSeverity.Debug,
        LogThreshold.Warning => LogSeverity.Warn,
        LogThreshold.Error => LogSeverity.Error,
        _ => LogSeverity.Info,
    };
}
