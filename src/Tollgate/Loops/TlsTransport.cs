using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tollgate.Loops;

/// <summary>TLS over a transport, on the loop.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Close ends it, as every transport.")]
internal sealed class TlsTransport : Transport
{
    private readonly Transport _inner;
    private readonly SslStream _tls;
    private readonly bool _serves;
    private readonly ForeignValueTask<int> _reading;
    private readonly ForeignValueTask<Nothing> _writing;
    private LoopTask<int> _watch;
    private bool _isWatched;
    private bool _saidGoodbye;

    private TlsTransport(Transport inner, bool serves)
    {
        _inner = inner;
        _serves = serves;
        _tls = new SslStream(new LoopStream(inner), leaveInnerStreamOpen: true);
        _reading = new ForeignValueTask<int>(inner.Loop);
        _writing = new ForeignValueTask<Nothing>(inner.Loop);
    }

    public override EventLoop Loop => _inner.Loop;

    public override bool IsHungUp => _inner.IsHungUp;

    public override AbortReason Aborted => _inner.Aborted;

    // Session tickets may come at any time after the handshake, so bytes by themselves do not spoil an idle TLS connection. A read that
    // waits meanwhile takes the tickets, and ends with what does: data, or the connection's end.
    public override bool IsSpoilt => _inner.IsHungUp || _inner.Aborted != AbortReason.None || (_isWatched && _watch.IsCompleted);

    /// <summary>Shakes hands as the client. Null when that fails; the inner transport is closed then.</summary>
    public static async LoopTask<TlsTransport?> ConnectAsync(Transport inner, SslClientAuthenticationOptions options)
    {
        var transport = new TlsTransport(inner, serves: false);
        try
        {
            await transport._writing.Await(Wrap(new ValueTask(transport._tls.AuthenticateAsClientAsync(options, CancellationToken.None))));
            return transport;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            transport.Close();
            return null;
        }
    }

    /// <summary>Shakes hands as the server. Null when that fails; the inner transport is closed then.</summary>
    public static async LoopTask<TlsTransport?> AcceptAsync(Transport inner, SslServerAuthenticationOptions options)
    {
        var transport = new TlsTransport(inner, serves: true);
        try
        {
            await transport._writing.Await(Wrap(new ValueTask(transport._tls.AuthenticateAsServerAsync(options, CancellationToken.None))));
            return transport;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            inner.Close();
            transport._tls.Dispose();
            return null;
        }
    }

    /// <summary>The version of the protocol.</summary>
    public SslProtocols Protocol => _tls.SslProtocol;

    /// <summary>What both sides agreed to speak; default where the client did not ask.</summary>
    public SslApplicationProtocol Application => _tls.NegotiatedApplicationProtocol;

    /// <summary>The certificate that the peer showed.</summary>
    public X509Certificate? PeerCertificate => _tls.RemoteCertificate;

    public override void WatchIdle()
    {
        if (_isWatched)
        {
            return;
        }

        try
        {
            _watch = _reading.Await(_tls.ReadAsync(Memory<byte>.Empty));
            _isWatched = true;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            _inner.Abort(AbortReason.PeerGone);
        }
    }

    public override async LoopTask WaitReadableAsync()
    {
        try
        {
            if (_isWatched)
            {
                _isWatched = false;
                await _watch;
                return;
            }

            await _reading.Await(_tls.ReadAsync(Memory<byte>.Empty));
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // ReceiveAsync says so.
        }
    }

    public override async LoopTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return await _reading.Await(_tls.ReadAsync(buffer));
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return -1;
        }
    }

    public override LoopTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        ValueTask sending;
        try
        {
            sending = _tls.WriteAsync(bytes);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return new LoopTask<bool>(false);
        }

        if (sending.IsCompletedSuccessfully)
        {
            sending.GetAwaiter().GetResult();
            return new LoopTask<bool>(true);
        }

        return FinishSendAsync(sending);
    }

    public override void SetDeadline(long delayMs) => _inner.SetDeadline(delayMs);

    public override void ClearDeadline() => _inner.ClearDeadline();

    public override bool TryOutliveDeadline() => _inner.TryOutliveDeadline();

    public override void Abort(AbortReason reason) => _inner.Abort(reason);

    /// <inheritdoc/>
    /// <remarks>
    /// A client that leaves says so within TLS before it closes, and an end behind bytes that nobody reads is not heard by every engine: a read
    /// waits meanwhile and takes what was said.
    /// </remarks>
    public override void AbortOnHangUp(Abortable? other)
    {
        _inner.AbortOnHangUp(other);
        if (other is not null && _serves)
        {
            WatchIdle();
        }
    }

    public override void EndOutput()
    {
        SayGoodbye();
        _inner.EndOutput();
    }

    public override void Reset() => _inner.Reset();

    public override void Close()
    {
        SayGoodbye();
        _inner.Close();
        _tls.Dispose();
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or ObjectDisposedException or InvalidOperationException or AuthenticationException or System.ComponentModel.Win32Exception;

    /// <summary>
    /// Tells a client that this is the end and not a cut: without it the end of an answer that has no length proves nothing. It goes out if it
    /// fits into the socket at once, and not at all behind a send that is stuck.
    /// </summary>
    private void SayGoodbye()
    {
        if (!_serves || _saidGoodbye || _inner.Aborted != AbortReason.None)
        {
            return;
        }

        _saidGoodbye = true;
        try
        {
            _ = _tls.ShutdownAsync();
        }
        catch (Exception exception) when (IsBroken(exception) || exception is NotSupportedException)
        {
            // The connection is broken, or a send is under way.
        }
    }

    private static async ValueTask<Nothing> Wrap(ValueTask task)
    {
        await task.ConfigureAwait(false);
        return default;
    }

    private async LoopTask<bool> FinishSendAsync(ValueTask sending)
    {
        try
        {
            await _writing.Await(Wrap(sending));
            return true;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return false;
        }
    }
}
