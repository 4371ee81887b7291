using System.Net.Security;
using System.Security.Authentication;

namespace Tollgate.Loops;

/// <summary>TLS over a transport, on the loop.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Close ends it, as every transport.")]
internal sealed class TlsTransport : Transport
{
    private readonly Transport _inner;
    private readonly SslStream _tls;
    private readonly ForeignValueTask<int> _reading;
    private readonly ForeignValueTask<Nothing> _writing;
    private LoopTask<int> _watch;
    private bool _isWatched;

    private TlsTransport(Transport inner)
    {
        _inner = inner;
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
        var transport = new TlsTransport(inner);
        try
        {
            await transport._writing.Await(Wrap(new ValueTask(transport._tls.AuthenticateAsClientAsync(options, CancellationToken.None))));
            return transport;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or InvalidOperationException or ObjectDisposedException)
        {
            transport.Close();
            return null;
        }
    }

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

    public override void Abort(AbortReason reason) => _inner.Abort(reason);

    public override void AbortOnHangUp(Transport? other) => _inner.AbortOnHangUp(other);

    public override void EndOutput() => _inner.EndOutput();

    public override void Reset() => _inner.Reset();

    public override void Close()
    {
        _inner.Close();
        _tls.Dispose();
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or ObjectDisposedException or InvalidOperationException or AuthenticationException;

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
