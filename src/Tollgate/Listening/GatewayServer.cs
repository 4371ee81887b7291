using System.Net;
using Tollgate.Admission;
using Tollgate.Admission.Budgets;
using Tollgate.Admission.Shared;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Exchange.Chat;
using Tollgate.Forwarding;
using Tollgate.Keys;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Streaming;
using Tollgate.Telemetry;

namespace Tollgate.Listening;

/// <summary>The gateway as a whole: loops, listeners, and the one snapshot that they serve.</summary>
internal sealed class GatewayServer
{
    private const long ReadyPollMs = 20;

    /// <summary>For telling the clients of cut requests.</summary>
    private static readonly TimeSpan CutLimit = TimeSpan.FromSeconds(1);

    private readonly LoopGroup _loops;
    private readonly LoopServices[] _services;
    private readonly SharedServices _shared;
    private readonly List<LoopListener> _listeners = [];
    private readonly UpstreamResolver _resolver;
    private readonly KeyTables _keys;
    private Action _endTunnels = static () => { };
    private SharedLimitsGroup? _sharedLimits;

    private GatewayServer(SharedServices shared, UpstreamResolver resolver, LoopGroup loops, LoopServices[] services)
    {
        _shared = shared;
        _resolver = resolver;
        _loops = loops;
        _services = services;
        _keys = new KeyTables(shared.Log, keys => shared.Keys = keys);
    }

    /// <summary>Where the server listens, in the order of the configured URLs.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. Listeners.Where(listener => !listener.IsAdmin).Select(listener => listener.EndPoint)];

    /// <summary>All listeners for clients: those of <c>server.urls</c>, then those of <c>server.admin_urls</c>.</summary>
    public IReadOnlyList<ListenerFacts> Listeners { get; private set; } = [];

    /// <summary>The certificate of the <c>https</c> addresses; null where there are none.</summary>
    public ServerTls? Tls => _shared.Tls;

    public MetricsRegistry Metrics => _shared.Metrics;

    /// <summary>The limits' state.</summary>
    public LimitRegistry Limits => _shared.Limits;

    /// <summary>The configuration in force.</summary>
    public ConfigSnapshot Snapshot => _shared.Snapshots.Current;

    /// <summary>The egress rules in force.</summary>
    public EgressPolicy Egress { get; private set; } = EgressPolicy.Default;

    /// <summary>Starts loops and listeners. The snapshot must have been compiled from the same configuration.</summary>
    /// <exception cref="IOException">An address cannot be listened on, the certificate cannot be used, or more connections are configured than the system allows.</exception>
    public static GatewayServer Start(ConfigSnapshot snapshot, GatewayParts parts)
    {
        var server = snapshot.Config.Server;
        var resolver = new UpstreamResolver(parts.Lookup, EgressPolicy.Default, parts.Time, new UpstreamResolverOptions());
        var metrics = new MetricsRegistry(parts.Time, parts.Version);
        var count = server.Loops > 0 ? server.Loops : Environment.ProcessorCount;
        if (ConnectionCap.Problem(server.MaxConnections, DescriptorLimit.Current, count) is { } problem)
        {
            throw new IOException(problem);
        }

        var shared = new SharedServices
        {
            Control = parts.Control is { } sockets ? ControlUpstream.At(sockets) : null,
            Tls = server.Tls is { } tls && ServesTls(server) ? ServerTls.Load(tls, http2: parts.Control is not null) : null,
            Server = server,
            Time = parts.Time,
            Log = parts.Log,
            Metrics = metrics,
            Upstreams = new UpstreamRegistry(resolver),
            BodyMemory = new BodyMemory(server.BodyMemoryBytes),
            Cors = new CorsOrigins(server.CorsOrigins),
            Clients = new ClientAddress(server.TrustedProxies),
            ConnectionCap = ConnectionCap.Of(server.MaxConnections, count),
            Captures = parts.Journal is null ? null : new Recording.Capture.CapturePump(parts.Journal.Contents, parts.Log),
            Reasoning = new ReasoningMemory(parts.Time),
            Unpriced = new Metering.Prices.UnpricedModels(parts.Log),
            Budgets = parts.Budgets ?? new BudgetTable(parts.Time, parts.Log),
            Limits = new LimitRegistry(parts.Time, parts.Log),
            AccessTokens = new Upstreams.Vertex.AccessTokens(parts.SignIn, parts.Time),
            Status = parts.Status,
            Version = parts.Version,
            Sampling = parts.Sampling,
        };
        var loops = new LoopGroup(
            EngineOf(server.Engine), count, exception => parts.Log.Error(EventIds.LoopFault, "A loop caught an unexpected exception", ("exception", exception.ToString())));
        var services = Array.ConvertAll(loops.Loops, loop =>
            new LoopServices(loop, shared, parts.AccessRing?.Invoke() is { } ring ? new AccessLog(ring) : null, parts.Journal?.AddLoop(loop), metrics.AddLoop(loop.Counters)));
        var gateway = new GatewayServer(shared, resolver, loops, services) { _endTunnels = parts.EndTunnels };
        gateway.AddReadings(parts);
        gateway._sharedLimits = SharedLimitsGroup.Attach(snapshot.Config.Storage, shared, services, resolver);
        gateway.Publish(snapshot);
        gateway.Publish(parts.StoredKeys());
        loops.Start();
        gateway._sharedLimits?.Start();
        try
        {
            gateway.Listen(server, parts.Control);
        }
        catch (IOException)
        {
            foreach (var loop in loops.Loops)
            {
                loop.Stop();
            }

            throw;
        }

        gateway.OnEveryLoop(static services => new KeySweep(services).Start());
        gateway.OnEveryLoop(services => new HealthChecker(services, count).Start());
        gateway.Publish(snapshot); // once more: now the egress guard knows our own listeners
        return gateway;
    }

    /// <summary>What the engine can tell about itself. From any thread but a loop's.</summary>
    public EngineStatus ReadStatus() => EngineStatus.Of(_shared, _services);

    /// <summary>Results of experiments and shadows. From any thread.</summary>
    public RouteStates Turns => _shared.Turns;

    /// <summary>Whether this credential is a client's, valid now or not. From any thread.</summary>
    public bool KnowsKey(ReadOnlySpan<byte> presented) => _shared.Keys.Find(presented) is not null;

    /// <summary>Serves a new snapshot from the next request on. From any one thread at a time.</summary>
    public void Publish(ConfigSnapshot snapshot)
    {
        Egress = EgressPolicies.Build(snapshot.Config, [.. Listeners.Select(listener => listener.EndPoint)]);
        _resolver.Apply(Egress);
        IReadOnlyList<Routing.Upstream> upstreams = [.. snapshot.Providers, .. snapshot.Raw];
        _shared.Upstreams.Apply(upstreams);
        _keys.Apply(snapshot.Config);
        _shared.Retries.Configure((double)snapshot.Config.Routing.RetryBudget, snapshot.Config.Routing.RetryMinimum);
        _shared.Checks.Apply(snapshot);
        _shared.AccessTokens.Apply(snapshot);
        _shared.Targets.Apply(snapshot);
        _shared.Budgets.Apply(snapshot.Config.Budgets);
        _shared.Limits.Apply(snapshot);
        _shared.Turns.Apply(snapshot);
        _shared.Snapshots.Publish(snapshot);
        var used = upstreams.Select(_shared.Upstreams.BudgetOf).ToHashSet();
        foreach (var services in _services)
        {
            services.Loop.Post(
                static state =>
                {
                    var (loop, keep) = ((LoopServices, HashSet<ConnectionBudget>))state!;
                    loop.RetainPools(keep);
                },
                (services, used));
        }
    }

    /// <summary>Serves these stored keys from the next request on, beside those of the configuration. From any thread.</summary>
    public void Publish(IReadOnlyCollection<StoredCaller> keys) => _keys.Apply(keys);

    /// <summary>
    /// Ends the service in order: not ready; for a while new connections are still taken, so that whoever steers traffic can notice;
    /// then listeners close and requests in flight have the grace period. True when all of them finished.
    /// </summary>
    public async Task<bool> DrainAsync(TimeSpan delay, TimeSpan grace)
    {
        _shared.Draining = true;
        _shared.Log.Info(EventIds.Draining, "Draining: not ready; requests in flight may finish");
        OnEveryLoop(static services => services.Queue.Stop());
        await Task.Delay(delay, _shared.Time, CancellationToken.None).ConfigureAwait(false);
        await CloseListenersAsync().ConfigureAwait(false);
        _endTunnels(); // the server behind them lets their requests finish and says GOAWAY
        var began = _shared.Time.GetTimestamp();
        while (_services.Sum(s => s.ConnectionCount) > 0 && _shared.Time.GetElapsedTime(began) < grace)
        {
            OnEveryLoop(static services => services.CloseIdle());
            await Task.Delay(TimeSpan.FromMilliseconds(ReadyPollMs), _shared.Time, CancellationToken.None).ConfigureAwait(false);
        }

        var left = _services.Sum(s => s.ConnectionCount);
        if (left > 0)
        {
            OnEveryLoop(static services => services.Cut());
            began = _shared.Time.GetTimestamp();
            while (_services.Sum(s => s.ConnectionCount) > 0 && _shared.Time.GetElapsedTime(began) < CutLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(ReadyPollMs), _shared.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        _shared.Log.Info(EventIds.Drained, "Drained", ("connections_left", left));
        _sharedLimits?.Leave();
        await RoundAsync().ConfigureAwait(false);
        await _loops.StopAsync().ConfigureAwait(false);
        _shared.Captures?.Dispose();
        return left == 0;
    }

    private static LoopEngine EngineOf(EngineChoice choice) => choice switch
    {
        EngineChoice.Sockets => LoopEngine.Sockets,
        EngineChoice.Epoll => LoopEngine.Epoll,
        _ => OperatingSystem.IsLinux() ? LoopEngine.Epoll : LoopEngine.Sockets,
    };

    private static bool ServesTls(ServerConfig server) =>
        server.Urls.Concat(server.AdminUrls).Any(url => ListenAddress.TryParse(url, out var address, out _) && address.Tls);

    private void Listen(ServerConfig server, ControlSockets? control)
    {
        if (control is not null)
        {
            // It stays open while the others close: tunnels that drain still send their requests here.
            var inside = new ListenerFacts(LoopListener.NoAddress, IsInternal: true);
            _loops.ListenLocal(control.Internal, (transport, peer) => Accept(inside, transport, peer));
        }

        Listeners = [.. server.Urls.Select(url => Listen("server.urls", url, server, isAdmin: false)), .. server.AdminUrls.Select(url => Listen("server.admin_urls", url, server, isAdmin: true))];
    }

    private ListenerFacts Listen(string setting, string url, ServerConfig server, bool isAdmin)
    {
        if (!ListenAddress.TryParse(url, out var address, out var problem))
        {
            throw new IOException($"{setting}: {url} {problem}");
        }

        var facts = new ListenerFacts(address.EndPoint, address.Tls, isAdmin);
        var listeners = _loops.Listen(address.EndPoint, server.ReusePort, (transport, peer) => Accept(facts, transport, peer));
        _listeners.AddRange(listeners);
        return facts with { EndPoint = listeners[0].LocalEndPoint };
    }

    private void Accept(ListenerFacts listener, Transport transport, IPEndPoint? peer)
    {
        if (!_shared.ConnectionCap.TryEnter())
        {
            // Full: a reset tells the client to go elsewhere sooner than a connection that nobody serves.
            transport.Reset();
            return;
        }

        new ClientConnection(_services[transport.Loop.Index], listener, transport, peer).RunAsync().Forget();
    }

    /// <summary>Done when no listener is open and every connection that one of them took has reached its loop and is counted.</summary>
    private async Task CloseListenersAsync()
    {
        foreach (var listener in _listeners)
        {
            listener.Loop.Post(static state => ((LoopListener)state!).Close(), listener);
        }

        // The first round comes back when each loop has closed what it listens on, the second when each has taken what was dealt to it.
        await RoundAsync().ConfigureAwait(false);
        await RoundAsync().ConfigureAwait(false);
    }

    private Task RoundAsync() => Task.WhenAll(_services.Select(static services =>
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        services.Loop.Post(static state => ((TaskCompletionSource)state!).SetResult(), reached);
        return reached.Task;
    }));

    private void OnEveryLoop(Action<LoopServices> run)
    {
        foreach (var services in _services)
        {
            services.Loop.Post(
                static state =>
                {
                    var (action, loop) = ((Action<LoopServices>, LoopServices))state!;
                    action(loop);
                },
                (run, services));
        }
    }

    private void AddReadings(GatewayParts parts)
    {
        BudgetMetrics.Add(Metrics, _shared.Budgets);
        Metrics.AddFamilies(text => ExperimentFamilies.Render(text, _shared.Turns, _shared.Sticky));
        Metrics.AddGauge("tollgate_shadow_memory_bytes", "Memory of copied requests.", () => _shared.ShadowMemory.Used);
        Metrics.AddFamilies(text => ProviderFamilies.Render(text, _shared.Snapshots.Current));
        LimitMetrics.Add(Metrics, _shared.Limits);
        Metrics.AddGauge("tollgate_config_generation", "Number of the configuration in force.", () => _shared.Snapshots.Current.Generation);
        Metrics.AddCounter("tollgate_config_reload_failures_total", "Configurations that were refused.", () => Volatile.Read(ref parts.ReloadFailures[0]));
        Metrics.AddCounter("tollgate_log_dropped_total", "Log lines dropped because their writer could not keep up.", () => parts.DroppedLines());
        Metrics.AddCounter("tollgate_retries_total", "Attempts that followed a failed one.", () => _shared.Retries.Granted);
        Metrics.AddCounter("tollgate_retries_refused_total", "Attempts that the retry budget did not allow.", () => _shared.Retries.Refused);
        Metrics.AddCounter("tollgate_sign_ins_total", "Access tokens that providers were asked for.", () => _shared.AccessTokens.Asked);
        Metrics.AddCounter("tollgate_sign_ins_failed_total", "Access tokens that were asked for in vain.", () => _shared.AccessTokens.Failed);
        Metrics.AddCounter("tollgate_hedges_total", "Second attempts that began beside a slow first one.", () => _shared.Hedges.Begun);
        Metrics.AddCounter("tollgate_hedges_won_total", "Second attempts whose answer was taken.", () => _shared.Hedges.Taken);
        ContinuationMetrics.Add(Metrics, _shared.Continuations);
        Metrics.AddGauge("tollgate_body_memory_bytes", "Memory reserved for large request bodies.", () => _shared.BodyMemory.Used);
        Metrics.AddGauge("tollgate_upstream_connections", "Connections to upstreams.", () => _shared.Upstreams.Open);
        Metrics.AddGauge("tollgate_upstream_connections_idle", "Connections to upstreams kept alive.", () => _shared.Upstreams.Idle);
        Metrics.AddGauge("tollgate_object_owners", "Object ids whose provider is remembered.", () => _shared.Owners.Count);
        ReasoningMemoryMetrics.Add(Metrics, _shared.Reasoning);
        Metrics.AddCounter("tollgate_captured_total", "Contents of requests that were captured.", () => _shared.Captures?.Kept ?? 0);
        Metrics.AddCounter("tollgate_capture_dropped_total", "Contents that were to be captured and were dropped.", () => _shared.Captures?.Dropped ?? 0);
        Metrics.AddGauge("tollgate_capture_queue_bytes", "Captured contents that wait to be redacted.", () => _shared.Captures?.QueuedBytes ?? 0);
        Metrics.AddGauge("tollgate_keys", "Keys that may be presented: those of the configuration and the stored ones.", () => _shared.Keys.Count);
        Metrics.AddGauge("tollgate_client_connections_limit", "Most client connections at once.", () => _shared.ConnectionCap.Limit);
        Metrics.AddCounter("tollgate_connections_refused_total", "Connections refused because there were too many.", () => _shared.ConnectionCap.Refused);
        if (_shared.Control is { } control)
        {
            Metrics.AddGauge("tollgate_control_connections", "Connections to the control plane.", () => control.Connections.Open);
            Metrics.AddGauge("tollgate_control_connections_limit", "Most requests of the control plane at once.", () => ControlUpstream.MaxRequests);
            Metrics.AddGauge("tollgate_http2_connections", "HTTP/2 connections of clients.", () => control.Tunnels);
        }

        if (_shared.Tls is { } tls)
        {
            Metrics.AddCounter("tollgate_tls_handshakes_total", "TLS handshakes with clients.", () => tls.Handshakes);
            Metrics.AddCounter("tollgate_tls_handshake_failures_total", "TLS handshakes that failed or took too long.", () => tls.Failures);
            Metrics.AddCounter("tollgate_tls_reload_failures_total", "Changed certificates that were refused.", () => tls.ReloadFailures);
            Metrics.AddGauge("tollgate_tls_certificate_expiry_seconds", "When the certificate expires, Unix time.", () => tls.Expires.ToUnixTimeSeconds());
        }

        Metrics.AddCounter("tollgate_loop_faults_total", "Unexpected exceptions that reached a loop.", () => _loops.Loops.Sum(l => l.Counters.Faults));
        Metrics.AddCounter("tollgate_accept_errors_total", "Accepts that failed for want of descriptors.", () => _loops.Loops.Sum(l => l.Counters.AcceptErrors));
    }
}
