using Tollgate.Forwarding;
using Tollgate.Routing;

namespace Tollgate.Listening;

/// <summary>The control plane as an upstream of its own kind: one for all loops, outside of every snapshot.</summary>
internal sealed class ControlUpstream : Upstream
{
    /// <summary>Requests of the control plane at once, over all loops; the next waits for a place, and is answered 503 after the connect time.</summary>
    public const int MaxRequests = 1024;

    private const int MaxIdleConnections = 32;

    /// <summary>Long pauses are usual where a page waits for events.</summary>
    private static readonly Deadlines Patient = new(Connect: 2_000, FirstByte: 120_000, FirstByteStream: 120_000, Idle: 900_000, Total: int.MaxValue);

    private long _tunnels;

    private ControlUpstream(ControlSockets sockets)
    {
        Sockets = sockets;
        Dialer = new ControlDialer(sockets.Http1);
        Connections = new ConnectionBudget(0);
        Connections.Limit(MaxRequests, MaxIdleConnections);
    }

    public ControlSockets Sockets { get; }

    public IUpstreamDialer Dialer { get; }

    public ConnectionBudget Connections { get; }

    /// <summary>HTTP/2 connections being passed through: each belongs to a client connection, whose bound is theirs.</summary>
    public long Tunnels => Volatile.Read(ref _tunnels);

    public static ControlUpstream At(ControlSockets sockets)
    {
        // Where an upstream is, is not optional; this one's address is never dialled, its dialer has the path.
        if (!UpstreamOrigin.TryParse("http://127.0.0.1", string.Empty, [], EgressPolicy.Default, namedInFile: true, out var origin, out var problem))
        {
            throw new InvalidOperationException(problem);
        }

        return new ControlUpstream(sockets)
        {
            Name = "control",
            NameUtf8 = [.. "control"u8],
            Origin = origin,
            CredentialLines = [],
            Deadlines = Patient,
            MaxConnections = MaxRequests,
            MaxIdle = MaxIdleConnections,
            Identity = "control",
            Index = 0,
        };
    }

    public void CountTunnel(int change) => Interlocked.Add(ref _tunnels, change);
}
