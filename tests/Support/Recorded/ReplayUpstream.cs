using System.Globalization;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>An upstream that answers from recordings, byte for byte.</summary>
/// <remarks>
/// Which one: the request header <see cref="IdHeader"/> names it; else <see cref="Play"/> did; else the first given whose method and path
/// (without query) equal the request's or end it. None of them: 404 in the OpenAI shape.
/// </remarks>
public sealed class ReplayUpstream : IAsyncDisposable
{
    public const string IdHeader = "x-replay-id";

    private readonly IReadOnlyList<Recording> _recordings;
    private readonly RequestLog _log = new();
    private readonly WireServer _server;
    private (Recording? Recording, ReplayPlan Plan) _next;

    private ReplayUpstream(IReadOnlyList<Recording> recordings, ReplayPlan plan, bool tls)
    {
        _recordings = recordings;
        _next = (null, plan);
        _server = new WireServer(ServeAsync, tls);
    }

    public int Port => _server.Port;

    /// <summary>Address without a path.</summary>
    public string Origin => _server.Certificate is null ? $"http://127.0.0.1:{Port}" : $"https://localhost:{Port}";

    public string BaseUrl => Origin + "/v1";

    public int Connections => _server.Accepted;

    public IReadOnlyCollection<string> Faults => _server.Faults;

    public IReadOnlyList<ReceivedRequest> Requests => _log.Requests;

    public ReceivedRequest LastRequest => Requests[^1];

    /// <summary>The newest request, null for none; the log is empty after it.</summary>
    public ReceivedRequest? TakeLast() => _log.TakeLast();

    public static ReplayUpstream Start(IReadOnlyList<Recording> recordings, ReplayPlan? plan = null, bool tls = false) =>
        new(recordings, plan ?? new ReplayPlan(), tls);

    /// <summary>From now on plays this recording, for requests that do not name one.</summary>
    public void Play(Recording recording, ReplayPlan? plan = null) => _next = (recording, plan ?? _next.Plan);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(WireConnection connection, CancellationToken stop)
    {
        while (await connection.ReadHeadAsync(stop) is { } request)
        {
            _log.Begin(request);
            try
            {
                await connection.ReadBodyAsync(request, mayContinue: true, stop);
                _log.Received();
                var (recording, plan) = Choose(request);
                if (!await AnswerAsync(connection, recording, plan, request.Method, stop))
                {
                    return;
                }
            }
            catch (IOException)
            {
                _log.Abort(request);
                throw;
            }
            finally
            {
                _log.End();
            }
        }
    }

    private (Recording Recording, ReplayPlan Plan) Choose(ReceivedRequest request)
    {
        var (playing, plan) = _next;
        var named = request[IdHeader] is { } id ? _recordings.FirstOrDefault(recording => recording.Id == id) : playing;
        var found = named ?? _recordings.FirstOrDefault(recording => recording.Method == request.Method && IsPathOf(recording, request));
        return (found ?? NotFound(request), plan);
    }

    private static bool IsPathOf(Recording recording, ReceivedRequest request)
    {
        var path = recording.Path.Split('?', 2)[0];
        return request.Path == path || request.Path.EndsWith(path, StringComparison.Ordinal);
    }

    /// <summary>False if the answer ends the connection.</summary>
    private static async Task<bool> AnswerAsync(WireConnection connection, Recording recording, ReplayPlan plan, string method, CancellationToken stop)
    {
        var framing = plan.FramingOf(recording);
        var hasBody = method != "HEAD" && recording.Status is not (204 or 304);
        await connection.WriteAsync(Encoding.Latin1.GetBytes(Head(recording, hasBody ? framing : BodyFraming.None, plan.ContentEncoding)), stop);
        if (!hasBody)
        {
            return true;
        }

        foreach (var piece in plan.Cut.Pieces(recording))
        {
            await connection.WriteAsync(framing is BodyFraming.Chunked ? WireChunk.Bytes(piece.Span) : piece, stop);
            if (plan.Pause > TimeSpan.Zero)
            {
                await Task.Delay(plan.Pause, stop);
            }
        }

        if (framing is BodyFraming.Chunked)
        {
            await connection.WriteAsync("0\r\n\r\n"u8.ToArray(), stop);
        }

        return framing is not BodyFraming.UntilClose;
    }

    private static string Head(Recording recording, BodyFraming framing, string? encoding)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {recording.Status} Recorded\r\n");
        foreach (var (name, value) in recording.ResponseHeaders)
        {
            if (!IsFraming(name))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }
        }

        if (encoding is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"content-encoding: {encoding}\r\n");
        }

        head.Append(framing switch
        {
            BodyFraming.Chunked => "transfer-encoding: chunked\r\n",
            BodyFraming.ContentLength => $"content-length: {recording.ResponseBody.Length}\r\n",
            BodyFraming.UntilClose => "connection: close\r\n",
            _ => "",
        });
        return head.Append("\r\n").ToString();
    }

    private static bool IsFraming(string name) =>
        name.ToLowerInvariant() is "content-length" or "transfer-encoding" or "connection" or "keep-alive" or "content-encoding" or "trailer" or "upgrade";

    private static Recording NotFound(ReceivedRequest request) => new()
    {
        File = "",
        Id = "not-found",
        Provider = "",
        Api = "",
        Model = "",
        Features = [],
        Fidelity = "constructed",
        Method = request.Method,
        Path = request.Target,
        RequestHeaders = [],
        RequestBody = [],
        Status = 404,
        ResponseHeaders = [new WireHeader("content-type", "application/json")],
        ResponseBody = """{"error":{"message":"No recording for this request.","type":"invalid_request_error","param":null,"code":"not_recorded"}}"""u8.ToArray(),
        ChunkLengths = null,
    };
}
