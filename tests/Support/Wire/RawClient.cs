using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>An HTTP/1.1 client that writes exactly the bytes it is given and reads with a strict reader of its own. One connection.</summary>
/// <remarks>Every read gives up after <see cref="Patience"/>, so that a hanging peer fails the test and not the run.</remarks>
public sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly WireReader _reader;
    private readonly long _born = Stopwatch.GetTimestamp();

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new WireReader(_stream);
    }

    /// <summary>Longest wait of one read or write; default 15 s.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time since the connection was opened.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_born);

    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public static Task<RawClient> ConnectAsync(Uri target, int receiveBufferBytes = 0) => ConnectAsync(target.Port, receiveBufferBytes);

    /// <summary>Connects to a port of the loopback address. A small kernel receive buffer makes a slow reader felt at once; 0 leaves the system's.</summary>
    public static async Task<RawClient> ConnectAsync(int port, int receiveBufferBytes = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBufferBytes > 0)
            {
                socket.ReceiveBufferSize = receiveBufferBytes;
            }

            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new RawClient(socket);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new IOException($"No connection to port {port}: {refused.SocketErrorCode}", refused);
        }
    }

    /// <summary>Writes the text as Latin-1: one byte per character, nothing added.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => WithinPatienceAsync(async stop => await _stream.WriteAsync(bytes, stop));

    /// <summary>Writes in pieces, each its own segment as far as the kernel allows, waiting <paramref name="pause"/> between them.</summary>
    public async Task SendInPiecesAsync(ReadOnlyMemory<byte> bytes, int pieceBytes = 1, TimeSpan pause = default)
    {
        for (var at = 0; at < bytes.Length; at += pieceBytes)
        {
            await SendAsync(bytes.Slice(at, Math.Min(pieceBytes, bytes.Length - at)));
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause);
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>A complete request with <c>content-length</c>, written in one go; headers are lines without CR LF (<c>authorization: Bearer x</c>).</summary>
    public Task SendRequestAsync(string method, string target, string? body, params string[] headers) =>
        SendAsync(RawRequest.Bytes(method, target, body is null ? null : Encoding.UTF8.GetBytes(body), headers));

    public async Task<RawResponse> ExchangeAsync(string method, string target, string? body, params string[] headers)
    {
        await SendRequestAsync(method, target, body, headers);
        return await ReadResponseAsync(method);
    }

    /// <summary>A whole response: head, body, trailers.</summary>
    public async Task<RawResponse> ReadResponseAsync(string method = "POST")
    {
        var response = await ReadHeadAsync(method);
        await ReadBodyAsync(response);
        return response;
    }

    /// <summary>The next final head; 1xx answers before it are listed on it (101 is final).</summary>
    public Task<RawResponse> ReadHeadAsync(string method = "POST") => WithinPatienceAsync(async stop =>
    {
        var informational = new List<int>();
        while (true)
        {
            _reader.StartCopy();
            var line = await _reader.ReadLineAsync(stop) ?? throw new WireFormatException("Connection closed before a response.");
            var (version, status, reason) = ParseStatusLine(line);
            var headers = await _reader.ReadHeadersAsync(stop);
            var head = _reader.TakeCopy();
            if (status is >= 100 and < 200 and not 101)
            {
                informational.Add(status);
                continue;
            }

            var (framing, length) = FramingOf(method, status, headers);
            var close = headers.All("connection").Any(value => value.Contains("close", StringComparison.OrdinalIgnoreCase));
            return new RawResponse
            {
                Version = version,
                Status = status,
                Reason = reason,
                Headers = headers,
                Framing = framing,
                HeadAt = Age,
                HeadBytes = head,
                Informational = informational,
                Remaining = length,
                IsComplete = framing is BodyFraming.None || (framing is BodyFraming.ContentLength && length == 0),
                KeepsConnection = version == "HTTP/1.1" && !close && framing is not BodyFraming.UntilClose,
            };
        }
    });

    /// <summary>The rest of the body.</summary>
    public async Task ReadBodyAsync(RawResponse response)
    {
        while (await ReadPieceAsync(response) is not null)
        {
        }
    }

    /// <summary>Reads pieces until the body holds <paramref name="text"/>.</summary>
    public async Task ReadUntilAsync(RawResponse response, string text)
    {
        while (!response.BodyText.Contains(text, StringComparison.Ordinal))
        {
            _ = await ReadPieceAsync(response) ?? throw new WireFormatException($"The body ended before '{text}': {response}");
        }
    }

    /// <summary>The next chunk or read of the body; null at its end.</summary>
    public Task<RawPiece?> ReadPieceAsync(RawResponse response) => WithinPatienceAsync(async stop =>
    {
        if (response.IsComplete)
        {
            return null;
        }

        var bytes = response.Framing switch
        {
            BodyFraming.Chunked => await ReadChunkAsync(response, stop),
            BodyFraming.ContentLength => await ReadCountedAsync(response, stop),
            _ => await _reader.ReadSomeAsync(int.MaxValue, stop),
        };
        if (bytes.Length == 0)
        {
            response.IsComplete = true;
            return null;
        }

        var piece = new RawPiece(bytes, Age);
        response.Add(piece);
        return piece;
    });

    /// <summary>Raw bytes that are there next, whatever they mean (tunnels); empty at the end.</summary>
    public Task<byte[]> ReadRawAsync() => WithinPatienceAsync(stop => _reader.ReadSomeAsync(int.MaxValue, stop));

    /// <summary>Exactly this many raw bytes (tunnels).</summary>
    public Task<byte[]> ReadRawExactAsync(int count) => WithinPatienceAsync(stop => _reader.ReadExactAsync(count, stop));

    /// <summary>The server ended the connection (FIN or RST) within the time, and sent nothing more.</summary>
    public async Task<bool> ClosedWithinAsync(TimeSpan limit)
    {
        if (_reader.Buffered > 0)
        {
            return false;
        }

        try
        {
            return await _reader.WatchAsync().WaitAsync(limit) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Sends FIN, goes on reading.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Ends the connection with FIN.</summary>
    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private static (string Version, int Status, string Reason) ParseStatusLine(string line)
    {
        if (line.Length < 12 || line[8] != ' ' || (line.Length > 12 && line[12] != ' ') || !line.StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status < 100)
        {
            throw new WireFormatException($"Malformed status line '{line}'.");
        }

        return (line[..8], status, line.Length > 13 ? line[13..] : "");
    }

    private static (BodyFraming Framing, long Length) FramingOf(string method, int status, WireHeaders headers)
    {
        var length = headers["content-length"];
        var coding = headers["transfer-encoding"];
        if (length is not null && coding is not null)
        {
            throw new WireFormatException("Both content-length and transfer-encoding.");
        }

        if (status is 101)
        {
            return (BodyFraming.UntilClose, 0);
        }

        if (method == "HEAD" || status is < 200 or 204 or 304)
        {
            return coding is null ? (BodyFraming.None, 0) : throw new WireFormatException($"A body framing on {method} {status}.");
        }

        if (coding is not null)
        {
            return coding == "chunked" ? (BodyFraming.Chunked, 0) : throw new WireFormatException($"Transfer coding '{coding}'.");
        }

        if (length is null)
        {
            return (BodyFraming.UntilClose, 0);
        }

        return long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? (BodyFraming.ContentLength, bytes)
            : throw new WireFormatException($"Malformed content-length '{length}'.");
    }

    private async Task<byte[]> ReadChunkAsync(RawResponse response, CancellationToken stop)
    {
        var size = await _reader.ReadChunkSizeAsync(stop);
        if (size == 0)
        {
            response.Trailers = await _reader.ReadHeadersAsync(stop);
            return [];
        }

        var bytes = await _reader.ReadExactAsync(size, stop);
        await _reader.ReadChunkEndAsync(stop);
        return bytes;
    }

    private async Task<byte[]> ReadCountedAsync(RawResponse response, CancellationToken stop)
    {
        if (response.Remaining == 0)
        {
            return [];
        }

        var bytes = await _reader.ReadSomeAsync(response.Remaining, stop);
        response.Remaining -= bytes.Length;
        return bytes.Length > 0 ? bytes : throw new WireFormatException($"The body ended {response.Remaining} bytes early.");
    }

    private async Task<T> WithinPatienceAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await work(patience.Token);
        }
        catch (OperationCanceledException gaveUp) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing for {Patience.TotalSeconds:0.###} s.", gaveUp);
        }
    }

    private Task WithinPatienceAsync(Func<CancellationToken, Task> work) => WithinPatienceAsync(async stop =>
    {
        await work(stop);
        return true;
    });
}
