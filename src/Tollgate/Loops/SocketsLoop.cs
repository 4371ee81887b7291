using System.Net;
using System.Net.Sockets;

namespace Tollgate.Loops;

/// <summary>The portable engine: the same loop on the framework's sockets, with a semaphore in place of epoll_wait.</summary>
/// <remarks>Completions arrive on thread-pool threads, which do nothing but post them here.</remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Work may be posted after the end of the loop, so the semaphore (which holds no handle) is never disposed of.")]
internal sealed class SocketsLoop : EventLoop
{
    private const int TcpNotSentLowAt = 25;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly HashSet<Socket> _open = [];

    public SocketsLoop(int index, Action<Exception> onFault)
        : base(index, onFault)
    {
    }

    public override LoopTask<Transport?> ConnectAsync(IPEndPoint to, long timeoutMs, ConnectNotes? notes = null) => ConnectToAsync(to, timeoutMs, notes);

    public override LoopTask<Transport?> ConnectLocalAsync(string path, long timeoutMs)
    {
        LocalSocketPath.Check(path);
        return ConnectToAsync(new UnixDomainSocketEndPoint(path), timeoutMs, null);
    }

    public override LoopListener ListenLocal(string path, ListenOptions options)
    {
        LocalSocketPath.Claim(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Blocking = false;
            socket.Bind(new UnixDomainSocketEndPoint(path));
            LocalSocketPath.Restrict(path);
            socket.Listen(ListenOptions.Backlog);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {path}: {exception.Message}", exception);
        }

        var listener = new SocketsListener(this, socket, options);
        Post(static state => ((SocketsListener)state!).Begin(), listener);
        return listener;
    }

    private async LoopTask<Transport?> ConnectToAsync(EndPoint to, long timeoutMs, ConnectNotes? notes)
    {
        var socket = TryOpen(to.AddressFamily, out var shortage);
        if (socket is null)
        {
            Failed(notes, shortage);
            return null;
        }

        var deadline = new ConnectDeadline(socket);
        using var call = new SocketsCall(this) { RemoteEndPoint = to };
        SocketError result;
        try
        {
            var connecting = call.Begun(socket.ConnectAsync(call));
            SetTimer(deadline, timeoutMs);
            result = await connecting;
        }
        catch (SocketException exception)
        {
            result = exception.SocketErrorCode;
        }

        Timers.Remove(deadline);
        if (result == SocketError.Success && TryAdopt(socket) is { } transport)
        {
            return transport;
        }

        socket.Dispose();
        Failed(notes, Shortages.Of(result));
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>Several processes cannot share a port here: <see cref="ListenOptions.ReusePort"/> is left aside.</remarks>
    public override LoopListener Listen(IPEndPoint at, ListenOptions options)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (at.AddressFamily == AddressFamily.InterNetworkV6)
            {
                // [::] takes IPv4 clients too, as on the other engine.
                socket.DualMode = at.Address.Equals(IPAddress.IPv6Any);
            }

            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpNotSentLowAt, BitConverter.GetBytes(ListenOptions.MaxUnsentBytes));
            }

            socket.Blocking = false;
            socket.Bind(at);
            socket.Listen(ListenOptions.Backlog);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {at}: {exception.Message}", exception);
        }

        var listener = new SocketsListener(this, socket, options);
        Post(static state => ((SocketsListener)state!).Begin(), listener);
        return listener;
    }

    /// <summary>Makes a connected socket one of this loop; null when its connection is gone already.</summary>
    internal SocketsSocket? TryAdopt(Socket socket)
    {
        try
        {
            socket.Blocking = false;
            if (socket.AddressFamily != AddressFamily.Unix)
            {
                socket.NoDelay = true; // fails on some systems when the peer has reset the connection
            }
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch (ObjectDisposedException)
        {
            return null; // its deadline closed it while its success was on the way here
        }

        return new SocketsSocket(this, socket);
    }

    /// <summary>Closes the socket, if nothing else does, when the loop ends.</summary>
    internal void Track(Socket socket) => _open.Add(socket);

    internal void Untrack(Socket socket) => _open.Remove(socket);

    protected override void Poll(int timeoutMs)
    {
        _wake.Wait(timeoutMs);
        WaitIsOver();
        WokenUp();
    }

    protected override void Wake() => _wake.Release();

    protected override void Dispose()
    {
        foreach (var socket in _open)
        {
            socket.Dispose();
        }

        _open.Clear();
    }

    private static Socket? TryOpen(AddressFamily family, out Shortage shortage)
    {
        shortage = Shortage.None;
        try
        {
            return new Socket(family, SocketType.Stream, family == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        }
        catch (SocketException exception)
        {
            shortage = Shortages.Of(exception);
            return null;
        }
    }

    // Closing the socket is what ends its call; the end arrives as any other.
    private sealed class ConnectDeadline(Socket socket) : LoopTimer
    {
        internal override void OnDue() => socket.Dispose();
    }
}
