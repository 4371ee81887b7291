using System.Security.Cryptography;
using Tollgate.Admission;
using Tollgate.Admission.Budgets;
using Tollgate.Admission.Queueing;
using Tollgate.Admission.Shared;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Metering.Bpe;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Routing;
using Tollgate.Routing.Explain;
using Tollgate.Streaming;
using Tollgate.Surfaces;
using Tollgate.Telemetry;

namespace Tollgate.Listening;

/// <summary>What the requests of one loop use: pools of reusable parts, connections to upstreams, counters, the access log.</summary>
internal sealed class LoopServices
{
    private const int MaxFreeHeads = 256;
    private const int MaxFreeScans = 16;
    private readonly Stack<RequestHead> _requestHeads = new();
    private readonly Stack<RequestShape> _shapes = new();
    private readonly Stack<ResponseHead> _answers = new();
    private readonly Stack<MultipartModelScan> _formScans = new();
    private readonly Stack<RouteTrace> _traces = new();
    private readonly Stack<Continuation> _continuations = new();
    private readonly Stack<Translation> _translations = new();
    private UpstreamPool?[] _pools = [];
    private int _connectionCount;
    private long _clockBase;
    private long _clockReadAt = -1_000_000;

    private readonly PassThroughSeries _passThrough;
    private readonly SeriesSlots _unserved = new(SeriesTable.None, SeriesTable.None);

    public LoopServices(EventLoop loop, SharedServices shared, AccessLog? accessLog, LoopJournal? journal, LoopMetrics metrics)
    {
        Journal = journal;
        Metrics = metrics;
        Traces = new TraceSource(shared.Sampling);
        _passThrough = new PassThroughSeries(shared.Metrics.Series);
        Loop = loop;
        Shared = shared;
        Requests = shared.Retries.AddLoop();
        AccessLog = accessLog;
        BodyMemory = shared.BodyMemory;
        Handshakes = new HandshakeTurns(loop);
        Queue = new LoopQueue(loop);
        Control = shared.Control is { } control ? new UpstreamPool(loop, control.Dialer, control.Connections) : null;
        HeaderTimeoutMs = (long)shared.Server.HeaderTimeout.TotalMilliseconds;
        Limits = new HeadLimits { MaxHeadBytes = shared.Server.MaxHeaderBytes };
    }

    public EventLoop Loop { get; }

    public SharedServices Shared { get; }

    public BodyMemory BodyMemory { get; }

    /// <summary>What requests hold of the limits, for use again.</summary>
    public LoopAdmission Admission { get; } = new();

    /// <summary>Limits that replicas hold together; null where this process counts alone.</summary>
    public SharedLimits? SharedLimits { get; set; }

    /// <summary>Budgets that gateways count together; null where this process counts alone.</summary>
    public SharedBudgets? SharedBudgets { get; set; }

    public AccessLog? AccessLog { get; }

    /// <summary>Where records go; null where nothing is recorded.</summary>
    public LoopJournal? Journal { get; }

    public LoopMetrics Metrics { get; }

    /// <summary>This loop's connections to the control plane; null without one.</summary>
    public UpstreamPool? Control { get; }

    /// <summary>Requests of this loop that wait for a limit.</summary>
    public LoopQueue Queue { get; }

    /// <summary>Whose turn it is to shake hands.</summary>
    public HandshakeTurns Handshakes { get; }

    public RequestIdSource RequestIds { get; } = new();

    /// <summary>What requests of this loop have set aside in budgets.</summary>
    public BudgetHolds BudgetHolds { get; } = new();

    /// <summary>Chance, where no secret hangs on it.</summary>
    public SeededRandom Random { get; } = new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));

    /// <summary>What counts tokens by a model's vocabulary.</summary>
    public CounterPool Counters { get; } = new();

    /// <summary>Which requests of this loop are traced.</summary>
    public TraceSource Traces { get; }

    /// <summary>Where this loop counts the requests that its share of retries is taken of.</summary>
    public RollingCount Requests { get; }

    /// <summary>Limits of request heads; answers have the same.</summary>
    public HeadLimits Limits { get; }

    /// <summary>Open client connections of this loop.</summary>
    public HashSet<ClientConnection> Connections { get; } = [];

    /// <summary>As <see cref="Connections"/>, readable from other threads.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>For a whole request head.</summary>
    public long HeaderTimeoutMs { get; }

    /// <summary>Wall clock, good to a turn of the loop.</summary>
    public long UnixMilliseconds
    {
        get
        {
            // Reading the wall clock once a second follows every adjustment soon enough for time stamps.
            var now = Loop.NowMs;
            if (now - _clockReadAt >= 1000 || now < _clockReadAt)
            {
                _clockReadAt = now;
                _clockBase = Shared.Time.GetUtcNow().ToUnixTimeMilliseconds() - now;
            }

            return _clockBase + now;
        }
    }

    public void Add(ClientConnection connection)
    {
        Connections.Add(connection);
        Volatile.Write(ref _connectionCount, Connections.Count);
        Metrics.Set(LoopCounter.ClientConnections, Connections.Count);
    }

    public void Remove(ClientConnection connection)
    {
        Connections.Remove(connection);
        Shared.ConnectionCap.Leave();
        Volatile.Write(ref _connectionCount, Connections.Count);
        Metrics.Set(LoopCounter.ClientConnections, Connections.Count);
    }

    /// <summary>Ends what is still in flight when the grace period is over.</summary>
    public void Cut()
    {
        foreach (var connection in Connections)
        {
            connection.Cut();
        }
    }

    /// <summary>Closes the connections that wait for a request.</summary>
    public void CloseIdle()
    {
        foreach (var connection in Connections)
        {
            connection.CloseIfIdle();
        }
    }

    public int IdleUpstreams => _pools.Sum(pool => pool?.IdleCount ?? 0);

    /// <summary>Data-plane requests under way on this loop.</summary>
    public long ActiveRequests { get; private set; }

    /// <summary>A data-plane request begins.</summary>
    public void Enter()
    {
        ActiveRequests++;
        Metrics.Add(LoopCounter.ActiveRequests);
    }

    public void Leave()
    {
        ActiveRequests--;
        Metrics.Add(LoopCounter.ActiveRequests, -1);
    }

    /// <summary>Counts and logs a finished request.</summary>
    public void Record(RequestContext request)
    {
        var record = request.Record;
        Metrics.CountRequest(SeriesOf(request), record);
        if (record.Events > 0)
        {
            Metrics.Add(LoopCounter.StreamEvents, record.Events);
        }

        AccessLog?.Write(record);
    }

    /// <summary>Counts an attempt, and what went wrong with it.</summary>
    public void CountAttempt(RequestContext request, AttemptOutcome outcome)
    {
        var series = SeriesOf(request);
        Metrics.CountAttempt(series);
        var failure = AttemptFault.ClassOf(request, outcome);
        if (failure != ErrorClass.None)
        {
            Metrics.CountUpstreamError(series, failure);
        }
    }

    public RequestHead RentRequestHead() => _requestHeads.TryPop(out var head) ? head : new RequestHead();

    public RequestShape RentShape() => _shapes.TryPop(out var shape) ? shape : new RequestShape();

    public void Return(RequestShape shape)
    {
        if (_shapes.Count < MaxFreeHeads)
        {
            shape.Reset();
            _shapes.Push(shape);
        }
    }

    public ResponseHead RentAnswer() => _answers.TryPop(out var head) ? head : new ResponseHead();

    public MultipartModelScan RentFormScan() => _formScans.TryPop(out var scan) ? scan : new MultipartModelScan();

    public RouteTrace RentTrace() => _traces.TryPop(out var trace) ? trace : new RouteTrace();

    public void Return(RouteTrace? trace)
    {
        if (trace is not null && _traces.Count < MaxFreeHeads)
        {
            trace.Reset();
            _traces.Push(trace);
        }
    }

    public Translation RentTranslation() => _translations.TryPop(out var translation) ? translation : new Translation();

    public void Return(Translation translation)
    {
        translation.Reset();
        if (_translations.Count < MaxFreeHeads)
        {
            _translations.Push(translation);
        }
    }

    public Continuation RentContinuation() => _continuations.TryPop(out var continuation) ? continuation : new Continuation();

    public void Return(Continuation continuation)
    {
        if (_continuations.Count < MaxFreeHeads)
        {
            _continuations.Push(continuation);
        }
    }

    public void Return(MultipartModelScan scan)
    {
        if (_formScans.Count < MaxFreeScans)
        {
            _formScans.Push(scan);
        }
    }

    public void Return(RequestHead head)
    {
        if (_requestHeads.Count < MaxFreeHeads)
        {
            head.Reset();
            _requestHeads.Push(head);
        }
    }

    public void Return(ResponseHead head)
    {
        if (_answers.Count < MaxFreeHeads)
        {
            head.Reset();
            _answers.Push(head);
        }
    }

    /// <summary>This loop's connections to an upstream.</summary>
    public UpstreamPool PoolOf(Upstream upstream)
    {
        var budget = Shared.Upstreams.BudgetOf(upstream);
        return budget.Slot < _pools.Length && _pools[budget.Slot] is { } pool ? pool : AddPool(upstream, budget);
    }

    /// <summary>Closes what is idle to upstreams that no snapshot names any more. Requests under way keep theirs.</summary>
    public void RetainPools(IReadOnlySet<ConnectionBudget> used)
    {
        for (var i = 0; i < _pools.Length; i++)
        {
            if (_pools[i] is { } pool && !used.Contains(pool.Budget))
            {
                pool.Drain();
                pool.Budget.Leave(pool);
                _pools[i] = null;
            }
        }
    }

    private UpstreamPool AddPool(Upstream upstream, ConnectionBudget budget)
    {
        if (budget.Slot >= _pools.Length)
        {
            Array.Resize(ref _pools, budget.Slot + 8);
        }

        return _pools[budget.Slot] = new UpstreamPool(Loop, Shared.Upstreams.DialerFor(upstream), budget);
    }

    private Series SeriesOf(RequestContext request)
    {
        var surface = request.Endpoint.Name;
        var table = Shared.Metrics.Series;
        if (request.Deployment is not { } deployment)
        {
            return (request.Upstream?.Series ?? _unserved).For(table, surface);
        }

        var series = deployment.Series.For(table, surface);
        return deployment.Model is not null
            ? series
            : _passThrough.Resolve(series, request.Record.Get(RecordText.ModelAsked), request.Record.Status is >= 200 and < 300);
    }
}
