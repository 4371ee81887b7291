using System.Net;
using System.Net.Security;
using System.Text;
using Tollgate.Attempts;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Keys;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>One client connection, from accept to close: requests one after another.</summary>
internal sealed class ClientConnection
{
    /// <summary>Between two requests; Kestrel's default.</summary>
    private const long KeepAliveMs = 130_000;

    /// <summary>From the connection to the end of the TLS handshake; Kestrel's default.</summary>
    private const long HandshakeMs = 10_000;

    /// <summary>While draining, a connection that has just been made may still have its first request on the way.</summary>
    private const long FirstRequestMs = 1_000;

    /// <summary>After an early answer the rest of a request is read and dropped for this long, since closing at once would destroy the answer.</summary>
    private const long LingerMs = 2_000;

    private const long SendGraceMs = 5_000;

    private const long MinBytesPerSecond = 240;

    private const int LingerBytes = 8 * 1024 * 1024;

    private readonly LoopServices _services;
    private RequestContext _request = null!; // made when the first request may come
    private readonly long _acceptedAt;

    /// <summary>The address of a trusted proxy, which each of its requests needs; of anybody else the text is enough.</summary>
    private readonly IPAddress? _trusted;
    private bool _hasServed;
    private bool _isTunnel;
    private bool _readsTooSlowly;

    public ClientConnection(LoopServices services, ListenerFacts listener, Transport transport, IPEndPoint? peer)
    {
        _services = services;
        Listener = listener;
        Transport = transport;
        PeerPort = peer?.Port ?? 0;
        var address = ClientAddress.Plain(peer?.Address ?? IPAddress.None);
        Address = Encoding.ASCII.GetBytes(address.ToString());
        _trusted = services.Shared.Clients.Trusts(address) ? address : null;
        In = new ReceiveBuffer(transport);
        _acceptedAt = transport.Loop.NowMs;
    }

    public Transport Transport { get; private set; }

    public ReceiveBuffer In { get; private set; }

    /// <summary>Where it came in.</summary>
    public ListenerFacts Listener { get; }

    /// <summary>What the handshake told; null without TLS.</summary>
    public TlsFacts? Tls { get; private set; }

    public IPAddress Peer => _trusted ?? IPAddress.Parse(Encoding.ASCII.GetString(Address));

    public int PeerPort { get; }

    /// <summary>What the peer says about its clients' addresses is believed.</summary>
    public bool IsTrustedProxy => _trusted is not null;

    /// <summary>The peer's address as text.</summary>
    public byte[] Address { get; }

    public KeyMemo KeyMemo => field ??= new KeyMemo();

    /// <summary>Between two requests: may be closed without hurting anybody.</summary>
    public bool IsIdle { get; private set; }

    public async LoopTask RunAsync()
    {
        _services.Add(this);
        try
        {
            if (Listener.Tls && !await SecureAsync())
            {
                return;
            }

            if (_isTunnel)
            {
                await Http2Tunnel.RunAsync(_services, this);
                return;
            }

            _request = new RequestContext(_services, this);
            while (await ServeAsync())
            {
            }
        }
#pragma warning disable CA1031 // the edge of a connection: a bug here must not reach the others
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _services.Shared.Log.Error(EventIds.ConnectionFault, "A connection ended by an unexpected exception", ("exception", exception.ToString()));
            Transport.Reset();
        }
        finally
        {
            if (_request is not null)
            {
                _request.Connection?.Close();
                _request.Connection = null;
                _request.End();
            }

            In.Release();
            if (_readsTooSlowly)
            {
                Transport.Reset(); // a FIN would queue behind what the kernel still holds for a client that does not take it
            }

            Transport.Close();
            _services.Remove(this);
        }
    }

    /// <summary>
    /// While draining: closes a connection that waits for its next request. One that serves goes on and closes after its answer, and one
    /// that is new has a moment for its first request.
    /// </summary>
    public void CloseIfIdle()
    {
        if (IsIdle && In.Count == 0 && (_hasServed || Transport.Loop.NowMs - _acceptedAt >= FirstRequestMs))
        {
            Transport.Abort(AbortReason.Shutdown);
        }
    }

    /// <summary>The grace period is over: the exchange ends now, and the client is told so where its answer allows.</summary>
    public void Cut()
    {
        if (_request?.Connection is { } upstream && upstream.Transport.Aborted == AbortReason.None)
        {
            upstream.Transport.Abort(AbortReason.Shutdown);
        }
        else if (_request?.Waiting is { } waiting)
        {
            waiting.Abort(AbortReason.Shutdown);
        }
        else
        {
            Transport.Abort(AbortReason.Shutdown);
        }
    }

    /// <summary>Cuts an answer on its way, or a wait in a queue, whose key is no longer good. What else has not begun to answer soon has deadlines of its own.</summary>
    public void CutIfRevoked(KeyTable keys, bool keysChanged, long nowUnixMilliseconds)
    {
        if (_request is { Waiting: { } waiting, Caller: { } waiter } && IsRevoked(waiter))
        {
            waiting.Abort(AbortReason.Revoked);
        }

        if (_request is { Committed: true, Caller: { } caller, Connection: { } upstream }
            && upstream.Transport.Aborted == AbortReason.None
            && IsRevoked(caller))
        {
            upstream.Transport.Abort(AbortReason.Revoked);
        }

        bool IsRevoked(Caller of) => of.IsExpired(nowUnixMilliseconds) || (keysChanged && !keys.Admits(of, nowUnixMilliseconds));
    }

    /// <summary>
    /// Sends to the client. One that reads slower than 240 bytes a second, after a grace of 5 s, is dropped: it would hold an upstream
    /// connection for ever. Kestrel's figures.
    /// </summary>
    public LoopTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sending = Transport.SendAsync(bytes);
        return sending.IsCompleted ? sending : FinishSendAsync(sending, bytes.Length);
    }

    private async LoopTask<bool> FinishSendAsync(LoopTask<bool> sending, int length)
    {
        Transport.SetDeadline(SendGraceMs + (length * 1000L / MinBytesPerSecond));
        var sent = await sending;
        Transport.ClearDeadline();
        _readsTooSlowly |= !sent && Transport.Aborted == AbortReason.Deadline;
        return sent;
    }

    /// <summary>One request and its answer. True if the connection can serve another.</summary>
    private async LoopTask<bool> ServeAsync()
    {
        if (In.Count == 0)
        {
            IsIdle = true;
            Transport.SetDeadline(KeepAliveMs);
            var arrived = await In.FillAsync();
            IsIdle = false;
            if (!arrived)
            {
                return false;
            }
        }

        var head = _services.RentRequestHead();
        var status = head.Parse(In.Unread, _services.Limits);
        if (status == HeadStatus.Incomplete)
        {
            status = await FinishHeadAsync(head);
        }

        Transport.ClearDeadline();
        if (status != HeadStatus.Ok)
        {
            if (!_hasServed && Http2Tunnel.Begins(_services, In.Unread))
            {
                _services.Return(head);
                await Http2Tunnel.RunAsync(_services, this);
                return false;
            }

            await RefuseHeadAsync(head, status);
            _services.Return(head);
            return false;
        }

        _request.Begin(head);
        await GatewayPipeline.RunAsync(_request);
        await UploadEnd.WaitAsync(_request, LingerMs);
        var reusable = _request.KeepAlive && _request.Body.IsComplete;
        var undrained = !_request.Body.IsComplete;
        _request.End();
        _hasServed = true;
        if (!reusable && undrained && Transport.Aborted == AbortReason.None)
        {
            await LingerAsync();
        }

        // Draining does not end it here: an answer that promised to keep the connection may have its next request on the way.
        return reusable;
    }

    /// <summary>Shakes hands. False when that failed.</summary>
    private async LoopTask<bool> SecureAsync()
    {
        var tls = _services.Shared.Tls!;
        Transport.SetDeadline(HandshakeMs);
        await Transport.WaitReadableAsync();
        await _services.Handshakes.EnterAsync();
        var secured = Transport.Aborted == AbortReason.None ? await TlsTransport.AcceptAsync(Transport, tls.Options) : null;
        tls.Count(secured is not null);
        if (secured is null)
        {
            return false;
        }

        Transport.ClearDeadline();
        Transport = secured;
        In = new ReceiveBuffer(secured);
        Tls = TlsFacts.Of(secured);
        _isTunnel = secured.Application == SslApplicationProtocol.Http2;
        return true;
    }

    private async LoopTask<HeadStatus> FinishHeadAsync(RequestHead head)
    {
        Transport.SetDeadline(_services.HeaderTimeoutMs);
        while (In.Count < _services.Limits.MaxHeadBytes)
        {
            if (!await In.FillAsync())
            {
                return HeadStatus.Incomplete;
            }

            var status = head.Parse(In.Unread, _services.Limits);
            if (status != HeadStatus.Incomplete)
            {
                return status;
            }
        }

        return HeadStatus.Bad;
    }

    /// <summary>Answers a head that could not be parsed. Nothing after it on this connection can be trusted, so it ends here.</summary>
    private async LoopTask RefuseHeadAsync(RequestHead head, HeadStatus status)
    {
        if (status == HeadStatus.Incomplete && !Transport.TryOutliveDeadline())
        {
            return; // the client closed, or the process stops
        }

        var (code, message) = status == HeadStatus.Incomplete
            ? (408, "The request head did not arrive in time.")
            : HeadProblems.Describe(head.Problem == HeadProblem.None ? HeadProblem.HeadTooLarge : head.Problem);
        var fault = new GatewayFault(Fault.OfParserStatus(code), message);
        _request.RecordUnread(fault);
        await Refusal.SendRawAsync(this, fault);
        await LingerAsync();
    }

    private async LoopTask LingerAsync()
    {
        Transport.EndOutput();
        Transport.SetDeadline(LingerMs);
        var dropped = 0;
        do
        {
            dropped += In.Count;
            In.Consume(In.Count);
        }
        while (dropped < LingerBytes && await In.FillAsync());
    }
}
