using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Routing;

namespace Tollgate.Listening;

/// <summary>What the requests of one loop use: pools of reusable parts, connections to upstreams, counters, the access log.</summary>
internal sealed class LoopServices
{
    private const int MaxFreeHeads = 256;
    private readonly Stack<RequestHead> _requestHeads = new();
    private readonly Stack<ResponseHead> _answers = new();
    private readonly Dictionary<string, UpstreamPool> _pools = new(StringComparer.Ordinal);
    private long _clockBase;
    private long _clockReadAt = long.MinValue;

    public LoopServices(EventLoop loop, SharedServices shared, AccessLog? accessLog)
    {
        Loop = loop;
        Shared = shared;
        AccessLog = accessLog;
        BodyMemory = shared.BodyMemory;
        Limits = new HeadLimits { MaxHeadBytes = shared.Server.MaxHeaderBytes };
    }

    public EventLoop Loop { get; }

    public SharedServices Shared { get; }

    public BodyMemory BodyMemory { get; }

    public AccessLog? AccessLog { get; }

    public RequestIdSource RequestIds { get; } = new();

    /// <summary>Limits of request heads; answers have the same.</summary>
    public HeadLimits Limits { get; }

    /// <summary>Open client connections of this loop, in no order.</summary>
    public List<ClientConnection> Connections { get; } = [];

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

    public int IdleUpstreams => _pools.Values.Sum(pool => pool.IdleCount);

    public RequestHead RentRequestHead() => _requestHeads.TryPop(out var head) ? head : new RequestHead();

    public ResponseHead RentAnswer() => _answers.TryPop(out var head) ? head : new ResponseHead();

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
        if (!_pools.TryGetValue(upstream.Identity, out var pool))
        {
            pool = new UpstreamPool(Loop, Shared.Upstreams.DialerFor(upstream), Shared.Upstreams.BudgetOf(upstream));
            _pools.Add(upstream.Identity, pool);
        }

        return pool;
    }

    /// <summary>Forgets the pools of upstreams that no snapshot names any more. Requests under way keep theirs.</summary>
    public void RetainPools(IReadOnlySet<string> identities)
    {
        foreach (var (identity, pool) in _pools)
        {
            if (!identities.Contains(identity))
            {
                pool.Drain();
                _pools.Remove(identity);
            }
        }
    }
}
