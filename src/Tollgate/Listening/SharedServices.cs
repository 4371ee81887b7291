using Tollgate.Admission;
using Tollgate.Admission.Budgets;
using Tollgate.Admission.Queueing;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Exchange.Chat;
using Tollgate.Forwarding;
using Tollgate.Keys;
using Tollgate.Metering.Prices;
using Tollgate.Recording;
using Tollgate.Recording.Capture;
using Tollgate.Streaming;
using Tollgate.Telemetry;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Listening;

/// <summary>What all loops share. Everything in here is immutable, swapped whole, or safe to call from any thread without blocking.</summary>
internal sealed class SharedServices
{
    private KeyTable _keys = KeyTable.Empty;
    private volatile bool _draining;

    public required ServerConfig Server { get; init; }

    public required TimeProvider Time { get; init; }

    public required EventLog Log { get; init; }

    public required MetricsRegistry Metrics { get; init; }

    public required UpstreamRegistry Upstreams { get; init; }

    public required BodyMemory BodyMemory { get; init; }

    public required CorsOrigins Cors { get; init; }

    /// <summary>Whose word about their clients' addresses is taken.</summary>
    public required ClientAddress Clients { get; init; }

    public required ConnectionCap ConnectionCap { get; init; }

    /// <summary>What is known about the parts around the path.</summary>
    public required StatusBoard Status { get; init; }

    /// <summary>Which requests are traced.</summary>
    public TraceSampling Sampling { get; init; } = TraceSampling.Off;

    /// <summary>Formats that are translated.</summary>
    public FormatTable Formats { get; init; } = FormatTable.Default;

    /// <summary>Version as <c>/health</c> shows it.</summary>
    public required string Version { get; init; }

    /// <summary>Takes captured content; null where nothing is recorded.</summary>
    public CapturePump? Captures { get; init; }

    /// <summary>Models without a price that have been told of.</summary>
    public required UnpricedModels Unpriced { get; init; }

    /// <summary>The way to the control plane; null for a gateway without one.</summary>
    public ControlUpstream? Control { get; init; }

    /// <summary>The certificate of the <c>https</c> addresses; null where there are none.</summary>
    public ServerTls? Tls { get; init; }

    public SnapshotHolder Snapshots { get; } = new();

    /// <summary>How much of the limits is used, which outlives snapshots.</summary>
    public required LimitRegistry Limits { get; init; }

    /// <summary>What is spent of budgets, which outlives snapshots.</summary>
    public required BudgetTable Budgets { get; init; }

    /// <summary>Who began to wait before whom.</summary>
    public QueueNumbers Queues { get; } = new();

    /// <summary>How the targets do, which outlives snapshots.</summary>
    public TargetStates Targets { get; } = new();

    /// <summary>What health checks found, which outlives snapshots.</summary>
    public CheckStates Checks { get; } = new();

    /// <summary>Access tokens of providers that want a sign-in, which outlive snapshots.</summary>
    public required AccessTokens AccessTokens { get; init; }

    /// <summary>Second attempts beside slow first ones.</summary>
    public HedgeCounters Hedges { get; } = new();

    /// <summary>Broken streams that were gone on with.</summary>
    public ContinuationCounters Continuations { get; } = new();

    /// <summary>How many retries are allowed.</summary>
    public RetryBudget Retries { get; } = new();

    /// <summary>Whose turn it is on each route, which outlives snapshots.</summary>
    public RouteStates Turns { get; } = new();

    /// <summary>Who answered a conversation last.</summary>
    public StickyTable Sticky { get; } = new();

    /// <summary>Memory of copied requests.</summary>
    public BodyMemory ShadowMemory { get; } = new(ShadowStage.MaxBytes);

    /// <summary>Which upstream made which object.</summary>
    public ObjectOwners Owners { get; } = new();

    /// <summary>Notes of models whose clients cannot send them back.</summary>
    public required ReasoningMemory Reasoning { get; init; }

    public KeyTable Keys
    {
        get => Volatile.Read(ref _keys);
        set => Volatile.Write(ref _keys, value);
    }

    /// <summary>The process is on its way out: not ready, and answers close their connections.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }
}
