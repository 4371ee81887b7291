using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tollgate.TestSupport;

/// <summary>Accepts connections on a free loopback port and gives each to one routine; a failing connection never stops the server.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, (Socket Socket, Task Task)> _open = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Func<WireConnection, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _accepted;

    public WireServer(Func<WireConnection, CancellationToken, Task> serve, bool tls)
    {
        _serve = serve;
        Certificate = tls ? SelfSigned.Create() : null;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    public int Accepted => Volatile.Read(ref _accepted);

    public int Open => _open.Count;

    /// <summary>What went wrong on connections: malformed requests, resets, failed handshakes.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var (_, (socket, task)) in _open)
        {
            socket.Dispose();
            await task;
        }

        Certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception ending) when (ending is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }

            var number = Interlocked.Increment(ref _accepted);
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _open[number] = (socket, ServeAsync(socket, number, start.Task));
            start.SetResult();
        }
    }

    private async Task ServeAsync(Socket socket, int number, Task registered)
    {
        await registered;
        try
        {
            socket.NoDelay = true;
            await using var stream = await OpenAsync(socket);
            await _serve(new WireConnection(socket, stream, number), _stop.Token);
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            if (!_stop.IsCancellationRequested)
            {
                _faults.Enqueue($"connection {number}: {fault.Message}");
            }
        }
        finally
        {
            socket.Dispose();
            _open.TryRemove(number, out _);
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (Certificate is null)
        {
            return plain;
        }

        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        await secured.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = Certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            },
            _stop.Token);
        return secured;
    }
}
