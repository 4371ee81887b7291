using System.Net;

namespace Tollgate.Loops;

/// <summary>The loops of a process, and where new connections go.</summary>
internal sealed class LoopGroup
{
    private readonly LoopEngine _engine;

    public LoopGroup(LoopEngine engine, int count, Action<Exception> onFault)
    {
        _engine = engine;
        Loops = new EventLoop[count];
        for (var i = 0; i < count; i++)
        {
            Loops[i] = engine == LoopEngine.Epoll ? new EpollLoop(i, onFault) : new SocketsLoop(i, onFault);
        }
    }

    public EventLoop[] Loops { get; }

    public void Start()
    {
        foreach (var loop in Loops)
        {
            loop.Start();
        }
    }

    /// <summary>Listens on every loop (epoll) or on one that deals connections out (sockets). Loops may run already.</summary>
    /// <exception cref="IOException">The address is taken or not ours.</exception>
    public LoopListener[] Listen(IPEndPoint at, bool sharePort, Action<Transport, IPEndPoint?> onAccepted)
    {
        if (_engine == LoopEngine.Sockets || Loops.Length == 1)
        {
            return [Loops[0].Listen(at, new ListenOptions(sharePort, Place, onAccepted))];
        }

        if (!sharePort)
        {
            at = Probe(at);
        }

        var listeners = new LoopListener[Loops.Length];
        for (var i = 0; i < Loops.Length; i++)
        {
            listeners[i] = Loops[i].Listen(at, new ListenOptions(ReusePort: true, Place, onAccepted));
            at = listeners[i].LocalEndPoint;
        }

        return listeners;
    }

    /// <summary>Listens on a Unix socket. Several sockets cannot share one, so a single loop accepts for all.</summary>
    /// <exception cref="IOException">The path is too long, in use or not ours to write.</exception>
    public LoopListener ListenLocal(string path, Action<Transport, IPEndPoint?> onAccepted) =>
        Loops[0].ListenLocal(path, new ListenOptions(ReusePort: false, Least, onAccepted));

    public async Task StopAsync()
    {
        foreach (var loop in Loops)
        {
            loop.Stop();
        }

        foreach (var loop in Loops)
        {
            await loop.Stopped.ConfigureAwait(false);
        }
    }

    // With SO_REUSEPORT alone two processes would share a port by accident, each getting half of the connections.
    private static IPEndPoint Probe(IPEndPoint at)
    {
        var fd = Libc.Listen(at, reusePort: false, backlog: 1);
        if (fd < 0)
        {
            throw new IOException($"Cannot listen on {at}: {new System.ComponentModel.Win32Exception(-fd).Message}");
        }

        var bound = Libc.LocalAddress(fd) ?? at;
        Libc.Close(fd);
        return bound;
    }

    private EventLoop Least(EventLoop accepted)
    {
        foreach (var loop in Loops)
        {
            accepted = loop.Counters.Sockets < accepted.Counters.Sockets ? loop : accepted;
        }

        return accepted;
    }

    /// <summary>The loop that accepted, unless another has clearly less to do. Counts are read without a lock: a guess is enough.</summary>
    private EventLoop Place(EventLoop accepted)
    {
        var least = accepted;
        if (_engine == LoopEngine.Sockets)
        {
            least = Loops[0];
        }

        foreach (var loop in Loops)
        {
            if (loop.Counters.Sockets < least.Counters.Sockets)
            {
                least = loop;
            }
        }

        var skew = accepted.Counters.Sockets - least.Counters.Sockets;
        return _engine == LoopEngine.Sockets || skew > 4 + (least.Counters.Sockets / 8) ? least : accepted;
    }
}
