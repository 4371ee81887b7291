using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.TestSupport;

/// <summary>Passes TCP bytes between a client and a loopback port, and does them harm on the way when told to.</summary>
public sealed class TcpFaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly ConcurrentBag<Task> _pairs = [];
    private readonly int _target;
    private readonly Task _accepting;
    private int _connections;

    public TcpFaultProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Added before each piece is passed on, both ways.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Takes bytes in and passes none on: a black hole.</summary>
    public bool Drops { get; set; }

    /// <summary>New connections are reset at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>Passes on one byte at a time, this many a second; 0 = as fast as they come.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>Resets the connection after this many bytes towards the client; null = never.</summary>
    public long? CutAfterBytes { get; set; }

    /// <summary>Resets all open connections.</summary>
    public void CutAll()
    {
        foreach (var (socket, _) in _sockets)
        {
            Reset(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        CutAll();
        await Task.WhenAll(_pairs);
        _stop.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Already closed.
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _pairs.Add(ServeAsync(client));
            }
            catch (Exception ending) when (ending is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = 0;
        try
        {
            if (Refuses)
            {
                Reset(client);
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAll(PumpAsync(client, server, towardsClient: false), PumpAsync(server, client, towardsClient: true));
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset(client);
            Reset(server);
        }
        finally
        {
            client.Dispose();
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool towardsClient)
    {
        var block = new byte[16 * 1024];
        long passed = 0;
        try
        {
            while (true)
            {
                var limit = BytesPerSecond > 0 ? 1 : block.Length;
                var count = await from.ReceiveAsync(block.AsMemory(0, limit), _stop.Token);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                if (Drops)
                {
                    continue;
                }

                var pause = BytesPerSecond > 0 ? TimeSpan.FromSeconds(1.0 / BytesPerSecond) : Delay;
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, _stop.Token);
                }

                var allowed = towardsClient && CutAfterBytes is { } cut ? (int)Math.Clamp(cut - passed, 0, count) : count;
                await to.SendAsync(block.AsMemory(0, allowed), _stop.Token);
                passed += allowed;
                if (allowed < count)
                {
                    Reset(to);
                    Reset(from);
                    return;
                }
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other, in the same way.
            Reset(from);
            Reset(to);
        }
    }
}
