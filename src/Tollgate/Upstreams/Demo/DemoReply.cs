using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Http1;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>
/// The answer in the making on one connection: a body that is sent whole, or a stream of events. It also does what the request's
/// fault wants done to it. Methods that send answer whether the connection may go on.
/// </summary>
internal sealed class DemoReply(Transport transport)
{
    private const int HeadRoom = 512;
    private const int ChunkHead = 8;
    private const int FlushBytes = 8 * 1024;
    private const int EventsBeforeCut = 3;
    private const int DripBytes = 5;
    private const int DripDelayMs = 10;

    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly DemoOutput _output = new(transport.Loop);
    private readonly DemoPause _pause = new(transport.Loop);
    private Utf8JsonWriter? _json;
    private DemoRequest _request = null!;
    private int _pieceAt;
    private int _events;

    /// <summary>Writes into the body or the event that was begun.</summary>
    public Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_output, Relaxed);

    /// <summary>For bodies that are no JSON.</summary>
    public DemoOutput Output => _output;

    public int Status { get; set; }

    public string ContentType { get; set; } = "application/json";

    /// <summary>Unix seconds.</summary>
    public long Created { get; private set; }

    public string Serial { get; private set; } = string.Empty;

    private DemoFaultKind Fault => _request.Orders.Fault.Kind;

    public string Id(string prefix) => prefix + Serial;

    /// <summary>Begins the answer to a request, as a JSON body with status 200 unless something else is said.</summary>
    public void Begin(DemoRequest request)
    {
        _request = request;
        _events = 0;
        Created = request.Options.Time.GetUtcNow().ToUnixTimeSeconds();
        Serial = request.Options.Store.NextSerial().ToString("x16", provider: null);
        BeginBody();
    }

    /// <summary>Begins the body, again if need be.</summary>
    public void BeginBody()
    {
        Status = 200;
        ContentType = "application/json";
        _output.CutTo(0);
        _output.Skip(HeadRoom);
        Json.Reset(_output);
    }

    /// <summary>Sends the body that was written.</summary>
    public async LoopTask<bool> SendAsync()
    {
        await _pause.ForAsync(_request.Orders.FirstByteDelayMs);
        var (message, sound) = CompleteBody();
        var sent = await SendBytesAsync(message);
        _output.Release();
        return sent && sound;
    }

    /// <summary>Waits as long as the first byte is to take and begins a stream.</summary>
    public async LoopTask BeginStreamAsync(string contentType = "text/event-stream; charset=utf-8")
    {
        _output.Release();
        await _pause.ForAsync(_request.Orders.FirstByteDelayMs);
        ContentType = contentType;
        Span<byte> head = stackalloc byte[HeadRoom];
        _output.Write(head[..WriteHead(head, length: -1)]);
    }

    public void BeginPiece()
    {
        _pieceAt = _output.Count;
        if (!_request.IsHttp10)
        {
            _output.Skip(ChunkHead);
        }

        Json.Reset(_output);
    }

    public void EndPiece()
    {
        Json.Flush();
        if (Fault == DemoFaultKind.Malformed && ++_events == EventsBeforeCut)
        {
            _output.CutTo(_output.Count - 8);
        }
    }

    /// <summary>Begins a server-sent event; its JSON goes to <see cref="Json"/>.</summary>
    public void BeginEvent(ReadOnlySpan<byte> name = default)
    {
        BeginPiece();
        if (!name.IsEmpty)
        {
            _output.Write("event: "u8);
            _output.Write(name);
            _output.Write("\n"u8);
        }

        _output.Write("data: "u8);
    }

    public void EndEvent()
    {
        EndPiece();
        _output.Write("\n\n"u8);
        EndChunk();
    }

    public void EndChunk()
    {
        if (!_request.IsHttp10)
        {
            var head = _output.Written.Slice(_pieceAt, ChunkHead);
            var size = _output.Count - _pieceAt - ChunkHead;
            Utf8Formatter.TryFormat(size, head, out _, new System.Buffers.StandardFormat('x', ChunkHead - 2));
            "\r\n"u8.CopyTo(head[(ChunkHead - 2)..]);
            _output.Write("\r\n"u8);
        }
    }

    /// <summary>After a piece of the text: sends what has gathered and waits for the next piece's time.</summary>
    public async LoopTask<bool> PaceAsync()
    {
        if (Fault == DemoFaultKind.Cut && ++_events == EventsBeforeCut)
        {
            await FlushAsync();
            return false;
        }

        var delay = _request.Orders.ChunkDelayMs;
        if (delay == 0 && _output.Count < FlushBytes)
        {
            return true;
        }

        if (!await FlushAsync())
        {
            return false;
        }

        await _pause.ForAsync(delay);
        return true;
    }

    /// <summary>Ends OpenAI's streams.</summary>
    public LoopTask<bool> EndWithDoneAsync()
    {
        BeginPiece();
        _output.Write("data: [DONE]\n\n"u8);
        EndChunk();
        return EndStreamAsync();
    }

    public async LoopTask<bool> EndStreamAsync()
    {
        var sound = Fault != DemoFaultKind.Cut;
        if (sound && !_request.IsHttp10)
        {
            _output.Write(HttpWriter.LastChunk);
        }

        return await FlushAsync() && sound && _request.KeepAlive;
    }

    public void Release()
    {
        _output.Release();
        transport.Loop.Timers.Remove(_pause);
        _json?.Dispose();
    }

    private async LoopTask<bool> FlushAsync()
    {
        var sent = await SendBytesAsync(_output.Memory);
        _output.Release();
        return sent;
    }

    private async LoopTask<bool> SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Fault != DemoFaultKind.Slow)
        {
            return await transport.SendAsync(bytes);
        }

        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(DripBytes, bytes.Length)];
            if (!await transport.SendAsync(piece))
            {
                return false;
            }

            bytes = bytes[piece.Length..];
            await _pause.ForAsync(DripDelayMs);
        }

        return true;
    }

    /// <summary>Puts the head in the room before the body.</summary>
    private (ReadOnlyMemory<byte> Message, bool Sound) CompleteBody()
    {
        Json.Flush();
        var length = _output.Count - HeadRoom;
        if (Fault == DemoFaultKind.Malformed)
        {
            length -= length / 3;
        }

        Span<byte> head = stackalloc byte[HeadRoom];
        var headLength = WriteHead(head, length);
        var from = HeadRoom - headLength;
        head[..headLength].CopyTo(_output.Written[from..]);
        if (_request.Verb == HttpVerb.Head)
        {
            length = 0;
        }

        var sound = Fault != DemoFaultKind.Cut;
        var message = _output.Memory.Slice(from, headLength + (sound ? length : length / 2));
        return (message, sound && _request.KeepAlive);
    }

    private int WriteHead(Span<byte> head, int length)
    {
        var at = 0;
        HttpWriter.TryWriteStatusLine(Status, head, ref at);
        HttpWriter.TryWrite("content-type: "u8, head, ref at);
        at += Encoding.ASCII.GetBytes(ContentType, head[at..]);
        HttpWriter.TryWrite("\r\nx-request-id: req_"u8, head, ref at);
        at += Encoding.ASCII.GetBytes(Serial, head[at..]);
        HttpWriter.TryWrite("\r\n"u8, head, ref at);
        if (length >= 0)
        {
            HttpWriter.TryWriteField("content-length"u8, length, head, ref at);
        }
        else if (!_request.IsHttp10)
        {
            HttpWriter.TryWrite("transfer-encoding: chunked\r\n"u8, head, ref at);
        }

        if (Status is 429 or 503)
        {
            HttpWriter.TryWrite("retry-after: 1\r\n"u8, head, ref at);
        }

        if (!_request.KeepAlive)
        {
            HttpWriter.TryWrite("connection: close\r\n"u8, head, ref at);
        }

        HttpWriter.TryWrite("\r\n"u8, head, ref at);
        return at;
    }
}
