using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tollgate.Loops;

/// <summary>
/// A framework socket on a loop. Bytes move by non-blocking calls; an outstanding receive of no bytes reports readiness. It is renewed
/// whenever the socket has been drained, so that the end is heard while nobody reads. (An end behind bytes that nobody reads is not:
/// only epoll tells of that.)
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Close ends it; a call in flight is disposed of when it has landed.")]
internal sealed class SocketsSocket : LoopSocket
{
    private readonly SocketsLoop _loop;
    private readonly Socket _socket;
    private readonly SocketsReadiness _readiness;
    private SocketsCall? _sending;
    private bool _gone;

    public SocketsSocket(SocketsLoop loop, Socket socket)
        : base(loop)
    {
        _loop = loop;
        _socket = socket;
        _readiness = new SocketsReadiness(this);
        loop.Track(socket);
        WantRead();
    }

    public override IPEndPoint? LocalEndPoint
    {
        get
        {
            try
            {
                return _socket.LocalEndPoint as IPEndPoint;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    protected override bool CanSend => !_gone;

    public override void Abort(AbortReason reason)
    {
        base.Abort(reason);
        if (_sending is { IsInFlight: true })
        {
            // The system reads the caller's buffer until the call ends, and only closing the socket ends it.
            CloseWithReset();
        }
    }

    public override void EndOutput()
    {
        if (!_gone)
        {
            ShutdownSend();
        }
    }

    public override void Reset()
    {
        if (!IsClosed)
        {
            CloseWithReset();
            Close();
        }
    }

    /// <summary>On the loop: there is something to receive, an end or an error.</summary>
    internal void OnReadiness(SocketError result)
    {
        if (IsClosed)
        {
            _readiness.Dispose();
            return;
        }

        if (result == SocketError.Success && !_gone)
        {
            Span<byte> one = stackalloc byte[1];
            var received = _socket.Receive(one, SocketFlags.Peek, out result);
            if (result == SocketError.WouldBlock)
            {
                WantRead();
                return;
            }

            if (result == SocketError.Success && received > 0)
            {
                OnReadable();
                return;
            }
        }

        NoteError(ResultOf(result));
        OnHangUp();
        OnReadable();
    }

    protected override int Receive(Span<byte> buffer)
    {
        var received = _socket.Receive(buffer, SocketFlags.None, out var result);
        if (result == SocketError.Success && received > 0)
        {
            if (received < buffer.Length)
            {
                WantRead();
            }

            return received;
        }

        if (result == SocketError.WouldBlock)
        {
            WantRead();
            return WouldBlock;
        }

        OnHangUp();
        return ResultOf(result);
    }

    protected override int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = _socket.Send(bytes, SocketFlags.None, out var result);
        return result switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => sent > 0 ? sent : WouldBlock,
            _ => ResultOf(result),
        };
    }

    protected override async LoopTask<bool> SendRestAsync(ReadOnlyMemory<byte> bytes, int sent)
    {
        while (sent >= 0 || sent == WouldBlock)
        {
            bytes = bytes[Math.Max(sent, 0)..];
            if (bytes.IsEmpty)
            {
                return true;
            }

            if (Aborted != AbortReason.None)
            {
                return false;
            }

            _sending ??= new SocketsCall(Loop);
            _sending.SetBuffer(MemoryMarshal.AsMemory(bytes));
            var result = await _sending.Begun(_socket.SendAsync(_sending));
            sent = result == SocketError.Success ? _sending.BytesTransferred : ResultOf(result);
            NoteError(sent);
            _sending.SetBuffer(default);
        }

        if (IsClosed)
        {
            _sending?.Dispose();
        }

        return false;
    }

    protected override void WantRead()
    {
        if (!_readiness.IsArmed && !IsHungUp && !_gone)
        {
            _readiness.Arm(_socket);
        }
    }

    protected override void CloseSocket()
    {
        _loop.Untrack(_socket);
        if (!_gone)
        {
            _gone = true;
            ShutdownSend(); // or closing a socket that has calls outstanding would reset the connection
            _socket.Dispose();
        }

        // What is in flight is disposed of when it has landed.
        if (!_readiness.IsArmed)
        {
            _readiness.Dispose();
        }

        if (_sending is { IsInFlight: false })
        {
            _sending.Dispose();
        }
    }

    private static int ResultOf(SocketError error) => error switch
    {
        SocketError.Success => 0,
        SocketError.Shutdown => SentAfterEnd,
        > SocketError.Success => -(int)error,
        _ => -1,
    };

    private void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The connection is gone already.
        }
    }

    private void CloseWithReset()
    {
        if (_gone)
        {
            return;
        }

        _gone = true;
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // The connection is gone already.
        }

        _socket.Dispose();
    }
}
