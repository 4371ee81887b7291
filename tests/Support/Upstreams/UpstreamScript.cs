using System.Globalization;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>What an upstream does with one request, step by step. Every step returns the script, so that it reads as one line.</summary>
/// <remarks>The request is read whole before the first step, unless <see cref="BeforeBody"/> is called.</remarks>
public sealed class UpstreamScript
{
    private const string EventStreamHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    private readonly List<Func<UpstreamTurn, Task>> _steps = [];

    internal bool StartsBeforeBody { get; private set; }

    internal bool SendsContinue { get; private set; } = true;

    /// <summary>Runs the steps as soon as the head is read.</summary>
    public UpstreamScript BeforeBody()
    {
        StartsBeforeBody = true;
        return this;
    }

    /// <summary>Does not answer <c>Expect: 100-continue</c> by itself.</summary>
    public UpstreamScript WithoutContinue()
    {
        SendsContinue = false;
        return this;
    }

    /// <summary>After <see cref="BeforeBody"/>: reads the body now.</summary>
    public UpstreamScript ReadBody() => Then(async turn =>
    {
        await turn.Connection.ReadBodyAsync(turn.Request, SendsContinue, turn.Stop);
        turn.BodyRead = true;
    });

    /// <summary>Goes on with what the whole request, its body included, decides.</summary>
    public UpstreamScript Decide(Func<ReceivedRequest, UpstreamScript> choose) => Then(turn => choose(turn.Request).RunAsync(turn));

    /// <summary>Bytes exactly as given; text goes out as UTF-8.</summary>
    public UpstreamScript Say(string text) => Then(turn => turn.SayAsync(text));

    /// <inheritdoc cref="Say(string)"/>
    public UpstreamScript Say(ReadOnlyMemory<byte> bytes) => Then(turn => turn.SayAsync(bytes));

    /// <summary>A complete answer with <c>content-length</c>; extra headers as lines without CR LF.</summary>
    public UpstreamScript Json(int status, string body, params string[] headers) =>
        Answer(status, "application/json", Encoding.UTF8.GetBytes(body), headers);

    public UpstreamScript Json(string body) => Json(200, body);

    /// <summary>An answer made from the whole request.</summary>
    public UpstreamScript JsonOf(Func<ReceivedRequest, string> body) =>
        Then(turn => SayAnswerAsync(turn, 200, "application/json", Encoding.UTF8.GetBytes(body(turn.Request)), []));

    /// <summary>A complete answer with <c>content-length</c>.</summary>
    public UpstreamScript Answer(int status, string contentType, byte[] body, params string[] headers) =>
        Then(turn => SayAnswerAsync(turn, status, contentType, body, headers));

    private static Task SayAnswerAsync(UpstreamTurn turn, int status, string contentType, byte[] body, string[] headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\ncontent-type: {contentType}\r\n");
        foreach (var line in headers)
        {
            head.Append(line).Append("\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"content-length: {body.Length}\r\n\r\n");
        return turn.SayAsync((byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. body]);
    }

    /// <summary>One chunk of chunked framing, after the head of an event stream if nothing was said yet.</summary>
    public UpstreamScript Chunk(string text) => Chunk(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Chunk(string)"/>
    public UpstreamScript Chunk(byte[] payload) => Then(async turn =>
    {
        if (!turn.HeadSaid)
        {
            await turn.SayAsync(EventStreamHead);
        }

        await turn.SayAsync(WireChunk.Bytes(payload));
    });

    /// <summary>One SSE event with a single data line, as a chunk of its own.</summary>
    public UpstreamScript Event(string data) => Chunk($"data: {data}\n\n");

    /// <summary>The last chunk, with trailer lines if given.</summary>
    public UpstreamScript EndChunks(params string[] trailers) =>
        Then(turn => turn.SayAsync("0\r\n" + string.Concat(trailers.Select(line => line + "\r\n")) + "\r\n"));

    /// <summary>The <c>[DONE]</c> event and the last chunk.</summary>
    public UpstreamScript Done() => Event("[DONE]").EndChunks();

    public UpstreamScript Wait(TimeSpan time) => Then(turn => turn.WaitAsync(Task.Delay(time)));

    /// <summary>Waits for the test; the peer's going away ends the wait as an abort.</summary>
    public UpstreamScript WaitFor(Task signal) => Then(turn => turn.WaitAsync(signal));

    /// <summary>Does nothing until the peer goes away.</summary>
    public UpstreamScript ThenHang() => Then(turn => turn.HangAsync());

    /// <summary>Ends the connection with RST.</summary>
    public UpstreamScript ThenReset() => Then(turn =>
    {
        turn.Connection.ResetOnClose();
        turn.EndsConnection = true;
        return Task.CompletedTask;
    });

    /// <summary>Ends the connection with FIN.</summary>
    public UpstreamScript ThenClose() => Then(turn =>
    {
        turn.EndsConnection = true;
        return Task.CompletedTask;
    });

    /// <summary>Says one byte per interval.</summary>
    public UpstreamScript Drip(string text, TimeSpan interval) => Then(async turn =>
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            await turn.SayAsync((byte[])[value]);
            await turn.WaitAsync(Task.Delay(interval));
        }
    });

    /// <summary>A status line, then header lines until the peer goes away.</summary>
    public UpstreamScript EndlessHeaders() => Then(async turn =>
    {
        await turn.SayAsync("HTTP/1.1 200 OK\r\n");
        var line = Encoding.ASCII.GetBytes($"x-more: {new string('m', 1000)}\r\n");
        while (true)
        {
            await turn.SayAsync(line);
        }
    });

    /// <summary>A chunked answer of this many bytes in chunks of 16 KiB.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="contentType">What it claims to be.</param>
    /// <param name="start">Its first bytes; the rest is <c>h</c>.</param>
    /// <param name="taken">Told, before each chunk, how much the peer has taken.</param>
    public UpstreamScript HugeBody(
        long bytes, string contentType = "application/octet-stream", string start = "", Action<long>? taken = null) => Then(async turn =>
    {
        await turn.SayAsync($"HTTP/1.1 200 OK\r\ncontent-type: {contentType}\r\ntransfer-encoding: chunked\r\n\r\n");
        var payload = new byte[16 * 1024];
        payload.AsSpan().Fill((byte)'h');
        if (start.Length > 0)
        {
            await turn.SayAsync(WireChunk.Bytes(Encoding.UTF8.GetBytes(start)));
        }

        for (var left = bytes; left > 0; left -= payload.Length)
        {
            taken?.Invoke(bytes - left);
            await turn.SayAsync(WireChunk.Bytes(payload.AsSpan(0, (int)Math.Min(left, payload.Length))));
        }

        await turn.SayAsync("0\r\n\r\n");
    });

    /// <summary>An interim answer (100, 102, 103), with header lines if given.</summary>
    public UpstreamScript Informational(int status, params string[] headers) =>
        Say($"HTTP/1.1 {status} Interim\r\n{string.Concat(headers.Select(line => line + "\r\n"))}\r\n");

    /// <summary>101, then every byte received is sent back until the peer ends its side.</summary>
    public UpstreamScript UpgradeEcho(string protocol = "websocket") => Then(async turn =>
    {
        await turn.SayAsync($"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: {protocol}\r\n\r\n");
        while (await turn.Connection.Reader.ReadSomeAsync(int.MaxValue, turn.Stop) is { Length: > 0 } bytes)
        {
            await turn.SayAsync(bytes);
        }

        turn.EndsConnection = true;
    });

    /// <summary>An HTTP/1.0 answer whose body ends with the connection.</summary>
    public UpstreamScript Http10(string body, string contentType = "application/json") =>
        Say($"HTTP/1.0 200 OK\r\ncontent-type: {contentType}\r\n\r\n{body}").ThenClose();

    internal async Task RunAsync(UpstreamTurn turn)
    {
        foreach (var step in _steps)
        {
            await step(turn);
        }
    }

    private UpstreamScript Then(Func<UpstreamTurn, Task> step)
    {
        _steps.Add(step);
        return this;
    }
}
