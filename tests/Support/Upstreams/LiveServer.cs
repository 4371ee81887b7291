using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>
/// Google's side of Live sessions on a free loopback port: a WebSocket server (the platform's own, so that nothing of the product is trusted) that
/// answers each message as it is told, in binary frames, as Google does.
/// </summary>
public sealed class LiveServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, IEnumerable<string>> _answer;
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly Task _accepting;
    private int _open;

    private LiveServer(Func<string, IEnumerable<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        Origin = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    /// <summary>Scheme, host and port.</summary>
    public string Origin { get; }

    /// <summary>Heads of requests, in order.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <summary>Messages of all sessions, in order.</summary>
    public IReadOnlyList<string> Messages => [.. _messages];

    /// <summary>Connections open now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Status to refuse the next handshakes with; 0 for none.</summary>
    public int Refusal { get; set; }

    /// <summary>Messages go out as text.</summary>
    public bool SendsText { get; set; }

    /// <summary>Starts one that answers a message with these.</summary>
    public static LiveServer Start(Func<string, IEnumerable<string>> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using (client)
            {
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception gone) when (gone is IOException or WebSocketException or OperationCanceledException)
        {
            // The gateway left, or the test is over.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var head = await ReadHeadAsync(stream);
        _heads.Enqueue(head);
        if (Refusal != 0)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Refusal} No\r\ncontent-length: 2\r\n\r\n{{}}"), _stop.Token);
            return;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {Proof(head)}\r\n\r\n"), _stop.Token);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var room = new byte[1024 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(room.AsMemory(length), _stop.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", _stop.Token);
                return;
            }

            var message = Encoding.UTF8.GetString(room, 0, length);
            _messages.Enqueue(message);
            foreach (var said in _answer(message))
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(said), SendsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, _stop.Token);
            }
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static string Proof(string head)
    {
        var key = head.Split("\r\n").First(line => line.StartsWith("sec-websocket-key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
#pragma warning disable CA5350 // RFC 6455 wants it
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
