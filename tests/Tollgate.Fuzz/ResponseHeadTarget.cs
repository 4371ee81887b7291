using Tollgate.Forwarding;
using Tollgate.Http1;
using static Tollgate.Fuzz.OracleException;

namespace Tollgate.Fuzz;

/// <summary>Response heads, whole and byte by byte, and what the header policy lets through of those that pass.</summary>
internal sealed class ResponseHeadTarget : IFuzzTarget
{
    private static readonly HeadLimits Limits = new() { MaxHeadBytes = 1024, MaxFields = 16 };
    private static readonly HeadLimits Wide = new() { MaxHeadBytes = 16 * 1024 };

    private readonly ResponseHead _whole = new();
    private readonly ResponseHead _pieces = new();
    private readonly ResponseHead _relayed = new();
    private readonly byte[] _client = new byte[16 * 1024];

    public string Name => "response-head";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nConnection: close, x-a\r\nX-A: 1\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nConnection: keep-alive\r\nSet-Cookie: a\r\nLocation: /x\r\n\r\n",
        "HTTP/1.1 204 \r\nContent-Length: 3, 3\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "\r\n\r\n", "\n", "\r", ": ", "HTTP/1.1 ", "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Connection: server, ",
        "Set-Cookie: b\r\n", "Location: //h\r\n", "_", "\0", "gzip, chunked", "+3", "3, 3", "100", "304",
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

        Demand(_whole.Length == _pieces.Length && _whole.Length <= Math.Min(input.Length, Limits.MaxHeadBytes), "no more consumed than there is");
        Demand(_whole.Status is >= 100 and <= 599, "a status");
        Demand(!_whole.Chunked || _whole.ContentLength < 0, "one framing");
        CheckRelayed(input, default);
        CheckRelayed(input, new HeaderPolicyResponseOptions { Raw = true, KeepWebSocket = true });
        return HashCode.Combine(_whole.FramingFor(HttpVerb.Get), _whole.KeepAlive, _whole.MinorVersion, _whole.FieldCount, _whole.Status / 100);
    }

    private void CheckRelayed(ReadOnlySpan<byte> input, in HeaderPolicyResponseOptions options)
    {
        var written = 0;
        Demand(HttpWriter.TryWriteStatusLine(_whole.Status, _client, ref written), "every status has a line");
        Demand(HeaderPolicy.CopyResponseFields(_whole, input, _client.AsSpan(0, written + _whole.Length), ref written, options), "the head's length suffices");
        Demand(HttpWriter.TryWrite("\r\n"u8, _client, ref written), "room");
        Demand(_relayed.Parse(_client.AsSpan(0, written), Wide) is HeadStatus.Ok, $"what is relayed is valid: {_relayed.Problem}");
        Demand(_relayed.Length == written, "what is relayed is one answer");
        Demand(!_relayed.Chunked && _relayed.ContentLength < 0 && !_relayed.Has(KnownField.SetCookie), "framing and cookies are not relayed");
    }
}
