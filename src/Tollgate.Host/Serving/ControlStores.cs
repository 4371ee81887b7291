using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Control.Outbound;
using Tollgate.Control.ProviderAccess;
using Tollgate.Control.Registry;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Host.Yaml;
using Tollgate.Keys;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Storage.Sqlite.Control;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>
/// The control store of a running gateway and what lives in it. Opening it goes on beside the start; what the snapshot knows is served
/// from the first request on, with the store or without.
/// </summary>
internal sealed class ControlStores : IAsyncDisposable
{
    /// <summary>For the store at the start, when there is a snapshot to begin with.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Without one, stored keys would be refused until the store is there.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(5);

    private readonly SqliteControlStore _store;
    private readonly KeyFeed _feed;
    private readonly AuditRetention? _retention;
    private readonly TimeProvider _time;
    private readonly Task _opening;

    private ControlStores(SqliteControlStore store, MasterKeyRing masters, KeyFeed feed, ProviderRegistry registry, AuditRetention? retention, TimeProvider time)
    {
        _store = store;
        _retention = retention;
        _feed = feed;
        _time = time;
        Registry = registry;
        Keys = new KeyService(store, time, feed.CatchUpAsync);
        Secrets = new SecretStore(store, masters, time);
        _opening = Task.Run(() => feed.OpenAsync(CancellationToken.None));
    }

    public KeyService Keys { get; }

    public SecretStore Secrets { get; }

    /// <summary>Providers and models of the store beside those of the configuration.</summary>
    public ProviderRegistry Registry { get; }

    public IAuditRows Audit => _store.Audit;

    /// <summary>Stored keys that are known so far.</summary>
    public IReadOnlyCollection<StoredCaller> Known => _feed.Known;

    /// <summary>Reads the snapshot and begins to open the store.</summary>
    /// <exception cref="StartException">There is no master key that could be used.</exception>
    public static ControlStores Begin(
        ConfigSources sources, Func<string, string?> env, OutboundHttp outbound, GoogleSignIn signIn, EventLog log, TimeProvider time, StatusBoard board)
    {
        var dataDir = sources.File.Storage.DataDir;
        var masters = MasterKeySource.Open(dataDir, env);
        if (!masters.IsEnvironment && masters.Files.HasNext)
        {
            log.Warn(KeyEvents.RotationUnfinished, "A rotation of the master key has not ended; run 'tollgate secrets rotate' to go on with it");
        }

        var store = new SqliteControlStore(Path.Combine(dataDir, SqliteControlStore.FileName));
        KeyFeed? feed = null;
        var registry = new ProviderRegistry(store, masters.Ring, new ProviderRegistryParts
        {
            Sources = sources,
            Read = EntryReader.Read,
            CatchUp = stop => feed!.LookAsync(stop),
            Outbound = outbound,
            SignIn = signIn.SignInAsync,
            SnapshotPath = Path.Combine(dataDir, RegistrySnapshot.FileName),
            Log = log,
            Time = time,
        });
        feed = new KeyFeed(new KeyFeedParts
        {
            Store = store,
            Masters = masters.Ring,
            SnapshotPath = Path.Combine(dataDir, KeySnapshot.FileName),
            Status = board.AddStore("control", "sqlite", StoreRole.Control),
            Log = log,
            Time = time,
            Others = registry.Feed.FollowAsync,
        });
        feed.LoadSnapshot();
        registry.Feed.LoadSnapshot();
        var days = sources.File.Storage.AuditRetentionDays;
        var retention = days > 0 ? new AuditRetention(store.Audit, TimeSpan.FromDays(days), log, time) : null;
        return new ControlStores(store, masters.Ring, feed, registry, retention, time);
    }

    /// <summary>Waits a moment for the store. One that is not available is tried again later; one that must not be used ends the start.</summary>
    /// <exception cref="StartException">Wrong master key, newer schema, another program's file.</exception>
    public void AwaitOpening()
    {
        _ = Task.WaitAny([_opening], Known.Count > 0 ? ShortWait : LongWait);
        if (_opening.Exception?.InnerException is ControlStoreException { Kind: StoreFaultKind.Refused } refused)
        {
            throw new StartException("tollgate: " + refused.Message);
        }
    }

    /// <summary>Brings changes of keys into force in this server from now on.</summary>
    public void Start(GatewayServer server)
    {
        server.Metrics.AddGauge("tollgate_stored_keys", "Keys of the control store that are in force.", () => _feed.Known.Count);
        server.Metrics.AddCounter("tollgate_control_store_failures_total", "Looks at the control store that failed.", () => _feed.Failures);
        server.Metrics.AddGauge("tollgate_registry_entries", "Providers and models of the control store.", () => Registry.Sources.Entries.Count);
        server.Metrics.AddGauge("tollgate_registry_entries_left_out", "Providers and models of the control store that cannot be served as they are.", () => Registry.Sources.Problems.Count);
        server.Metrics.AddGauge("tollgate_registry_heartbeats_missed", "Providers out of rotation for want of heartbeats.", () => Registry.Heartbeats.Missing);
        Registry.Heartbeats.ApplyTo(missing => SetHeartbeats(server, missing));
        server.Metrics.AddCounter("tollgate_audit_pruned_total", "Entries of the audit trail removed for their age.", () => _retention?.Removed ?? 0);
        Registry.Start();
        _retention?.Start();
        _feed.Start(server.Publish);
    }

    /// <summary>Maps its areas of the admin API.</summary>
    public void Map(RouteGroupBuilder group)
    {
        KeyArea.Map(group, Keys, _time);
        Registry.Map(group);
        AuditArea.Map(group, Audit);
    }

    public async ValueTask DisposeAsync()
    {
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_retention?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Registry.DisposeAsync();
        await _feed.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static void SetHeartbeats(GatewayServer server, IReadOnlySet<string> missing)
    {
        foreach (var deployment in server.Snapshot.Deployments)
        {
            deployment.State.Health.SetHeartbeat(missing.Contains(deployment.Provider.Name));
        }
    }
}
