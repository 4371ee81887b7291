using System.Net;
using System.Net.Sockets;

namespace Tollgate.Loops;

/// <summary>The one acceptor of the portable engine: it deals connections out to the loops.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Close ends it; the call is disposed of when it has landed.")]
internal sealed class SocketsListener : LoopListener
{
    private const int RetryMs = 100;

    /// <summary>Connections taken in one go, so that a flood leaves the open ones their turns.</summary>
    private const int Batch = 256;

    private readonly SocketsLoop _loop;
    private readonly Socket _socket;
    private readonly ListenOptions _options;
    private readonly AcceptCall _call;
    private readonly RetryTimer _retry;
    private bool _closed;

    public SocketsListener(SocketsLoop loop, Socket socket, ListenOptions options)
    {
        _loop = loop;
        _socket = socket;
        _options = options;
        _call = new AcceptCall(this);
        _retry = new RetryTimer(this);
        LocalEndPoint = socket.LocalEndPoint as IPEndPoint ?? NoAddress;
    }

    public override EventLoop Loop => _loop;

    public override IPEndPoint LocalEndPoint { get; }

    public override void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _loop.Timers.Remove(_retry);
        _loop.Untrack(_socket);
        AcceptQueued();
        _socket.Dispose();
    }

    /// <summary>On the loop: starts hearing of connections.</summary>
    internal void Begin()
    {
        if (!_closed)
        {
            _loop.Track(_socket);
            AcceptAll();
        }
    }

    private void AcceptAll()
    {
        for (var taken = 0; taken < Batch; taken++)
        {
            if (_closed || _socket.AcceptAsync(_call))
            {
                return;
            }

            if (!Take())
            {
                return;
            }
        }

        _loop.Post(static self => ((SocketsListener)self!).AcceptAll(), this);
    }

    private void OnAccepted()
    {
        if (Take() && !_closed)
        {
            AcceptAll();
        }
        else if (_closed)
        {
            _call.Dispose();
        }
    }

    /// <summary>Deals with the call's result; true when the next may be made at once.</summary>
    private bool Take()
    {
        var (result, accepted) = (_call.SocketError, _call.AcceptSocket);
        _call.AcceptSocket = null;
        switch (result)
        {
            case SocketError.Success:
                HandOut(accepted!);
                return true;
            case SocketError.OperationAborted:
                return false;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted:
                return true;
            default:
                // Out of descriptors or memory: those that wait are taken when some have been freed.
                _loop.Counters.AcceptErrors++;
                if (!_closed)
                {
                    _loop.SetTimer(_retry, RetryMs);
                }

                return false;
        }
    }

    // What the system has queued would be reset.
    private void AcceptQueued()
    {
        try
        {
            while (_socket.Poll(0, SelectMode.SelectRead))
            {
                HandOut(_socket.Accept());
            }
        }
        catch (SocketException)
        {
            // The call in flight took the last one first.
        }
    }

    private void HandOut(Socket accepted)
    {
        _loop.Counters.Accepted++;
        var target = (SocketsLoop)_options.Place(_loop);
        if (ReferenceEquals(target, _loop))
        {
            Begin(_loop, accepted, _options);
            return;
        }

        target.Post(
            static state =>
            {
                var (loop, socket, options) = ((SocketsLoop, Socket, ListenOptions))state!;
                Begin(loop, socket, options);
            },
            (target, accepted, _options));
    }

    private static void Begin(SocketsLoop loop, Socket accepted, ListenOptions options)
    {
        if (loop.TryAdopt(accepted) is not { } transport)
        {
            return;
        }

        try
        {
            options.OnAccepted(transport, PeerOf(accepted));
        }
#pragma warning disable CA1031 // the edge of the loop: the connections behind this one must be accepted
        catch (Exception exception)
#pragma warning restore CA1031
        {
            loop.Fault(exception);
        }
    }

    private static IPEndPoint? PeerOf(Socket socket)
    {
        try
        {
            var peer = socket.RemoteEndPoint as IPEndPoint;
            return peer is { Address.IsIPv4MappedToIPv6: true } ? new IPEndPoint(peer.Address.MapToIPv4(), peer.Port) : peer;
        }
        catch (SocketException)
        {
            return null; // it is gone already
        }
    }

    private sealed class AcceptCall(SocketsListener listener) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e) =>
            listener._loop.Post(static self => ((SocketsListener)self!).OnAccepted(), listener);
    }

    private sealed class RetryTimer(SocketsListener listener) : LoopTimer
    {
        internal override void OnDue() => listener.AcceptAll();
    }
}
