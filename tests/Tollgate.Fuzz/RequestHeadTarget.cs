using Tollgate.Forwarding;
using Tollgate.Http1;
using static Tollgate.Fuzz.OracleException;

namespace Tollgate.Fuzz;

/// <summary>Request heads, whole and byte by byte, and what the header policy lets through of those that pass.</summary>
internal sealed class RequestHeadTarget : IFuzzTarget
{
    /// <summary>Small, so that mutation reaches them.</summary>
    private static readonly HeadLimits Limits = new() { MaxHeadBytes = 1024, MaxFields = 16, MaxTargetBytes = 256 };

    private static readonly HeadLimits Wide = new() { MaxHeadBytes = 16 * 1024 };

    private readonly RequestHead _whole = new();
    private readonly RequestHead _pieces = new();
    private readonly RequestHead _forwarded = new();
    private readonly byte[] _upstream = new byte[16 * 1024];

    public string Name => "request-head";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nPOST /v1/chat/completions?a=b HTTP/1.1\r\nHost: a:80\r\nContent-Length: 3\r\nAuthorization: Bearer x\r\nConnection: close, x-a\r\nX-A: 1\r\n\r\nabc",
        "POST http://a/v1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /raw/a%2fb%20c HTTP/1.1\r\nHost: [::1]\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Protocol: a, openai-insecure-api-key.x\r\n\r\n",
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "\r\n\r\n", "\n", "\r", ": ", " HTTP/1.1", "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "Connection: host, ", "%2e", "%41",
        "%2f", "//", "/../", "http://", "Cookie: a\r\n", "X-Api-Key: k\r\n", "_", "\0", "gzip, chunked", "+3", "Sec-WebSocket-Protocol: ",
    ];

    public int Run(ReadOnlySpan<byte> input)
    {
        _whole.Reset();
        _pieces.Reset();
        var verdict = _whole.Parse(input, Limits);
        var status = HeadStatus.Incomplete;
        for (var length = 0; length <= input.Length && status is HeadStatus.Incomplete; length++) { status = _pieces.Parse(input[..length], Limits); }
        Demand(status == verdict, $"whole {verdict} {_whole.Problem}, in pieces {status} {_pieces.Problem}");
        if (verdict is HeadStatus.Bad) { Demand(_whole.Problem is not HeadProblem.None && !_whole.KeepAlive, "a refusal has a reason and closes"); }
        if (verdict is not HeadStatus.Ok) { return HashCode.Combine(verdict, _whole.Problem, _pieces.Problem); }

        Demand(_whole.Length == _pieces.Length && _whole.FieldCount == _pieces.FieldCount, "the same head, whole and in pieces");
        Demand(_whole.Length <= Math.Min(input.Length, Limits.MaxHeadBytes), "no more consumed than there is");
        Demand(_whole.Path.End <= _whole.Target.End && _whole.Target.End < _whole.Length, "target lies in the head");
        Demand(!_whole.Chunked || _whole.ContentLength < 0, "one framing");
        for (var i = 0; i < _whole.FieldCount; i++)
        {
            ref readonly var field = ref _whole.FieldAt(i);
            Demand(field.Name.End < field.Value.Start + 1 && field.Value.End < _whole.LineEnd(i) && _whole.LineEnd(i) < _whole.Length, "fields lie in order");
        }

        CheckForwarded(input, default);
        CheckForwarded(input, new HeaderPolicyRequestOptions { Raw = true, KeepAcceptEncoding = true, KeepWebSocket = true });
        return HashCode.Combine(_whole.Verb, _whole.Chunked, _whole.ContentLength > 0, _whole.KeepAlive, _whole.UpgradeRequested, _whole.FieldCount, _whole.PathProblem);
    }

    private void CheckForwarded(ReadOnlySpan<byte> input, in HeaderPolicyRequestOptions options)
    {
        var written = 0;
        Demand(HttpWriter.TryWrite("GET / HTTP/1.1\r\nHost: upstream\r\n"u8, _upstream, ref written), "room");
        Demand(HeaderPolicy.CopyRequestFields(_whole, input, _upstream.AsSpan(0, written + _whole.Length), ref written, options), "the head's length suffices");
        Demand(HttpWriter.TryWrite("\r\n"u8, _upstream, ref written), "room");
        Demand(_forwarded.Parse(_upstream.AsSpan(0, written), Wide) is HeadStatus.Ok, $"what is forwarded is valid: {_forwarded.Problem}");
        Demand(_forwarded.Length == written, "what is forwarded is one request");
        Demand(!_forwarded.HasBody && _forwarded.ContentLength < 0, "framing is not forwarded");
        Demand(!_forwarded.Has(KnownField.Authorization) && !_forwarded.Has(KnownField.XApiKey) && !_forwarded.Has(KnownField.Cookie), "nor credentials");
        Demand(_upstream.AsSpan(0, written).IndexOf("\nSec-WebSocket-Protocol:openai-insecure-api-key."u8) < 0, "nor hidden ones");
    }
}
