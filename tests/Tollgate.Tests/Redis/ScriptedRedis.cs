using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.Tests.Redis;

/// <summary>A server that says what the test wants, byte by byte.</summary>
internal sealed class ScriptedRedis : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedRedis() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<Socket> AcceptAsync() => await _listener.AcceptSocketAsync().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Waits until so many commands have come (arrays of any kind of words) and gives all that was received.</summary>
    public static async Task<string> ReceiveAsync(Socket socket, int commands)
    {
        var text = new StringBuilder();
        var block = new byte[64 * 1024];
        while (Count(text.ToString()) < commands)
        {
            var length = await socket.ReceiveAsync(block).WaitAsync(TimeSpan.FromSeconds(60));
            if (length == 0)
            {
                throw new EndOfStreamException($"Ended after: {text}");
            }

            text.Append(Encoding.Latin1.GetString(block, 0, length));
        }

        return text.ToString();
    }

    public static Task SendAsync(Socket socket, string text) => socket.SendAsync(Encoding.Latin1.GetBytes(text));

    public void Dispose() => _listener.Dispose();

    private static int Count(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var count = 0;
        for (var at = 0; Tollgate.Redis.RespFrame.Measure(bytes.AsSpan(at), out var length, out _) == Tollgate.Redis.RespStatus.Complete; at += length)
        {
            count++;
        }

        return count;
    }
}
