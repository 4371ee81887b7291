using System.Net;
using System.Reflection;
using Tollgate.Configuration;
using Tollgate.Control.Bridge;
using Tollgate.Control.Budgets;
using Tollgate.Control.Http;
using Tollgate.Control.ProviderAccess;
using Tollgate.Control.Registry;
using Tollgate.Control.Telemetry;
using Tollgate.Forwarding;
using Tollgate.Host.Reloading;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The composition of a running gateway: configuration, log, records, server, control plane, and the watchers that bring changes into force.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>Requests to the control plane have this long when the engine has drained.</summary>
    private static readonly TimeSpan ControlGrace = TimeSpan.FromSeconds(2);

    private readonly GatewayServer _server;
    private readonly RunningParts _running;
    private readonly Stop _stop;

    private GatewayHost(GatewayServer server, RunningParts running, Stop stop)
    {
        _server = server;
        _running = running;
        _stop = stop;
    }

    /// <summary>The version of the assembly, as health and banner show it.</summary>
    public static string Version { get; } = typeof(GatewayHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Looks at once whether the configuration has changed, where it can; null where there is nothing that changes. Any thread, at any time.</summary>
    public Action? LookAtSource { get; private init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _server.EndPoints;

    /// <summary>Starts a gateway that serves when this returns.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="streams">Where the process writes.</param>
    /// <param name="lookup">Looks host names up; the system's resolver unless a test scripts its own.</param>
    /// <param name="stop">Gives up waiting for a configuration.</param>
    /// <exception cref="StartException">The configuration has errors, a store cannot be opened, or an address cannot be listened on.</exception>
    public static GatewayHost Start(
        ServeOptions options, HostStreams streams, Func<string, CancellationToken, Task<IPAddress[]>>? lookup = null, CancellationToken stop = default)
    {
        var running = new RunningParts();
        try
        {
            return Start(options, streams, lookup ?? UpstreamResolver.SystemLookup, running, stop);
        }
        catch (Exception failure)
        {
            running.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (failure is IOException refused)
            {
                throw new StartException("tollgate: " + refused.Message);
            }

            throw;
        }
    }

    /// <summary>Stops in order: not ready, no new connections, requests in flight within the grace period, then everything else.</summary>
    /// <param name="withDelay">Go on accepting for the drain delay, so that whoever steers traffic notices first.</param>
    /// <returns>Every request in flight finished.</returns>
    public async Task<bool> DrainAsync(bool withDelay = true)
    {
        _stop.WithDelay = withDelay;
        await _running.DisposeAsync();
        return _stop.Finished;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DrainAsync();

    private static GatewayHost Start(
        ServeOptions options, HostStreams streams, Func<string, CancellationToken, Task<IPAddress[]>> lookup, RunningParts running, CancellationToken giveUp)
    {
        var time = TimeProvider.System;
        var source = ConfigSource.Begin(options, lookup, streams.Banner.WriteLine, giveUp);
        var config = source.Config;
        var logs = HostLogs.Open(config.Log, streams);
        running.OnStop(logs.Dispose);
        var log = new EventLog(logs.Events, time, SeverityOf(config.Log.Level));
        logs.Start();
        running.OnStop(logs.Stop);

        DataFolder.Ensure(config.Storage.DataDir);
        var (adminKey, madeKey) = AdminKeyOf(source);
        var sources = new ConfigSources(config, source.Kind == "environment" ? "environment" : "file", log);
        var outbound = new Outbound(config, lookup);
        var signIn = new GoogleSignIn(outbound.Http, time, log);
        running.OnStop(signIn.Dispose);
        var records = running.Add(RecordKeeping.Open(config, outbound.Http, time, log));
        var board = new StatusBoard();
        var stores = running.Add(ControlStores.Begin(sources, Environment.GetEnvironmentVariable, outbound.Http, signIn, log, time, board));
        var control = running.Add(ControlPlane.Prepare(config.Storage.DataDir, log));
        var bridge = new ControlBridge(control.Sockets, config.Server.TrustedProxies, time);
        running.OnStop(bridge.Dispose);
        var parts = new GatewayParts
        {
            EndTunnels = bridge.EndTunnels,
            Time = time,
            Journal = records.Journal,
            Budgets = records.Budgets.Table,
            Log = log,
            SignIn = signIn.SignInAsync,
            Lookup = lookup,
            Version = Version,
            Sampling = OtlpSink.Sampling(config.Telemetry.Otlp),
            Control = control.Sockets,
            AccessRing = config.Log.Access == LogSink.None ? null : logs.AccessRing,
            DroppedLines = () => logs.Dropped,
            Status = board,
            StoredKeys = () => stores.Known,
        };
        stores.AwaitOpening();
        var snapshot = sources.Snapshot;
        var server = GatewayServer.Start(snapshot, parts);
        outbound.Follow(server);
        var stop = new Stop();
        running.OnStop(() => control.StopAsync(ControlGrace));
        running.OnStop(async () => stop.Finished = await server.DrainAsync(stop.WithDelay ? config.Server.DrainDelay : TimeSpan.Zero, config.Server.GracePeriod));

        stores.Start(server);
        sources.Attach(snapshot, next =>
        {
            server.Publish(next);
            stores.Registry.Heartbeats.Apply(); // its targets may be others than before
        });
        records.Start(server, board);
        var auth = new AdminAuth(new BadTries(time), server.KnowsKey) { Key = adminKey };
        control.Start(() => ControlComposition.Compose(parts, server, auth, bridge, stores, records.Requests, new BudgetSources(records.Budgets.Table, records.Budgets.Alerts)));
        streams.Banner.WriteLine(Banner.Compose(server, source, Version, madeKey));
        streams.Banner.Flush();
        var look = ConfigFollower.Follow(source, new ConfigPublisher(sources, parts, auth, log, time), parts, server, outbound.Http, running);
        if (server.Tls is { } tls)
        {
            running.Add(CertificateWatcher.Start(tls, log, time, board));
        }

        return new GatewayHost(server, running, stop) { LookAtSource = look };
    }

    /// <summary>The key that the configuration names; without a file, one of the installation's own.</summary>
    private static (AdminKey? Key, string? Made) AdminKeyOf(ConfigSource source)
    {
        if (source.Config.Auth.AdminKey is { } named)
        {
            return (AdminKey.OfText(named.Reveal()), null);
        }

        return source.Kind == "environment" ? AdminKeyFile.Open(source.Config.Storage.DataDir) : (null, null);
    }

    private static LogSeverity SeverityOf(LogThreshold level) => level switch
    {
        LogThreshold.Debug => LogSeverity.Debug,
        LogThreshold.Warning => LogSeverity.Warn,
        LogThreshold.Error => LogSeverity.Error,
        _ => LogSeverity.Info,
    };

    /// <summary>How it is to end, and how it ended.</summary>
    private sealed class Stop
    {
        public bool WithDelay { get; set; } = true;

        public bool Finished { get; set; }
    }
}
