using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>The server side of one connection: strict reading of requests, free writing of anything.</summary>
internal sealed class WireConnection(Socket socket, Stream stream, int number)
{
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private int _served;

    public int Number => number;

    public WireReader Reader { get; } = new(stream);

    /// <summary>The head of the next request; null if the peer ended the connection between requests.</summary>
    public async Task<ReceivedRequest?> ReadHeadAsync(CancellationToken stop)
    {
        Reader.StartCopy();
        if (await Reader.ReadLineAsync(stop) is not { } line)
        {
            return null;
        }

        var parts = line.Split(' ');
        if (parts is not [{ Length: > 0 } method, { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0"])
        {
            throw new WireFormatException($"Malformed request line '{line}'.");
        }

        var headers = await Reader.ReadHeadersAsync(stop);
        return new ReceivedRequest
        {
            Method = method,
            Target = target,
            Version = parts[2],
            Headers = headers,
            HeadBytes = Reader.TakeCopy(),
            Connection = number,
            OnConnection = ++_served,
        };
    }

    /// <summary>Reads the body by its framing. Answers <c>Expect: 100-continue</c> first, unless that was done.</summary>
    public async Task ReadBodyAsync(ReceivedRequest request, bool mayContinue, CancellationToken stop)
    {
        var length = request["content-length"];
        var coding = request["transfer-encoding"];
        if (length is not null && coding is not null)
        {
            throw new WireFormatException("Both content-length and transfer-encoding.");
        }

        if (mayContinue && request.Headers.Has("expect") && Reader.Buffered == 0)
        {
            await WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stop);
        }

        if (length is not null)
        {
            request.Body = long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? await Reader.ReadExactAsync(bytes, stop)
                : throw new WireFormatException($"Malformed content-length '{length}'.");
        }
        else if (coding is not null)
        {
            await ReadChunkedAsync(request, coding, stop);
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => await stream.WriteAsync(bytes, stop);

    public Task WriteAsync(string text, CancellationToken stop) => WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    /// <summary>The next close of this connection is an RST.</summary>
    public void ResetOnClose() => socket.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>Before a close with FIN: takes in what the peer is still sending, as closing over unread bytes would be an RST.</summary>
    public async Task LingerAsync(bool bodyWasRead)
    {
        if (bodyWasRead || socket.LingerState is { Enabled: true })
        {
            return;
        }

        socket.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(LingerTime);
        try
        {
            while ((await Reader.ReadSomeAsync(int.MaxValue, patience.Token)).Length > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // The peer goes on sending: it has had its time, and gets its reset.
        }
    }

    private async Task ReadChunkedAsync(ReceivedRequest request, string coding, CancellationToken stop)
    {
        if (coding != "chunked")
        {
            throw new WireFormatException($"Transfer coding '{coding}'.");
        }

        var body = new List<byte>();
        var lengths = new List<int>();
        while (await Reader.ReadChunkSizeAsync(stop) is > 0 and var size)
        {
            body.AddRange(await Reader.ReadExactAsync(size, stop));
            lengths.Add((int)size);
            await Reader.ReadChunkEndAsync(stop);
        }

        request.Trailers = await Reader.ReadHeadersAsync(stop);
        request.Body = [.. body];
        request.ChunkLengths = lengths;
    }
}
