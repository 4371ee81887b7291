using System.Net;

namespace Tollgate.Loops;

/// <summary>A listening socket of one epoll loop.</summary>
internal sealed class EpollListener : LoopListener
{
    private const int RetryMs = 100;
    private readonly EpollLoop _loop;
    private readonly ListenOptions _options;
    private readonly RetryTimer _retry;
    private readonly int _fd;
    private bool _closed;

    public EpollListener(EpollLoop loop, int fd, ListenOptions options, IPEndPoint bound)
    {
        _loop = loop;
        _fd = fd;
        _options = options;
        _retry = new RetryTimer(this);
        LocalEndPoint = bound;
    }

    public override EventLoop Loop => _loop;

    public override IPEndPoint LocalEndPoint { get; }

    internal uint Generation { get; private set; }

    public override void Close()
    {
        if (_closed)
        {
            return;
        }

        AcceptAll(); // what is queued would be reset
        _closed = true;
        _loop.Timers.Remove(_retry);
        _loop.Unregister(_fd, this);
        Libc.Close(_fd);
    }

    /// <summary>On the loop: starts hearing of connections.</summary>
    internal void Begin()
    {
        Generation = _loop.Register(_fd, this);
        AcceptAll();
    }

    internal void AcceptAll()
    {
        while (!_closed)
        {
            var fd = Libc.Accept(_fd, out var peer);
            if (fd >= 0)
            {
                Accepted(fd, peer);
            }
            else if (fd == Libc.Again)
            {
                return;
            }
            else if (fd is not (Libc.Interrupted or Libc.ConnectionAborted))
            {
                // Out of descriptors or memory, or an error of the network that the next connection need not have. An edge-triggered
                // listener would hear of those that wait never again.
                _loop.Counters.AcceptErrors++;
                _loop.SetTimer(_retry, RetryMs);
                return;
            }
        }
    }

    private void Accepted(int fd, IPEndPoint? peer)
    {
        _loop.Counters.Accepted++;
        Libc.NoDelay(fd);
        var target = (EpollLoop)_options.Place(_loop);
        if (ReferenceEquals(target, _loop))
        {
            Begin(_loop, fd, peer, _options);
            return;
        }

        target.Post(
            static state =>
            {
                var (loop, accepted, from, options) = ((EpollLoop, int, IPEndPoint?, ListenOptions))state!;
                Begin(loop, accepted, from, options);
            },
            (target, fd, peer, _options));
    }

    private static void Begin(EpollLoop loop, int fd, IPEndPoint? peer, ListenOptions options)
    {
        try
        {
            options.OnAccepted(new EpollSocket(loop, fd), peer);
        }
#pragma warning disable CA1031 // the edge of the loop: the connections behind this one must be accepted
        catch (Exception exception)
#pragma warning restore CA1031
        {
            loop.Fault(exception);
        }
    }

    private sealed class RetryTimer(EpollListener listener) : LoopTimer
    {
        internal override void OnDue() => listener.AcceptAll();
    }
}
