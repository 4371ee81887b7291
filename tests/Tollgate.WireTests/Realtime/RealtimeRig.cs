using System.Text;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Realtime;

/// <summary>A provider's side of a realtime session, and a client that opens one.</summary>
internal static class RealtimeRig
{
    public const string Switch = "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n";

    public const string Price = "{ model: talk, input: 4, output: 16, audio_input: 32, audio_output: 64 }";

    public const string Began = """{"type":"response.created","response":{"id":"r","usage":null}}""";

    /// <summary>Costs 752,000 nano-USD at <see cref="Price"/>.</summary>
    public const string Done =
        """{"type":"response.done","response":{"usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10,"input_token_details":{"text_tokens":12,"audio_tokens":8,"cached_tokens":5},"output_token_details":{"text_tokens":4,"audio_tokens":6}}}}""";

    public const string Transcribed =
        """{"type":"conversation.item.input_audio_transcription.completed","usage":{"type":"tokens","input_tokens":7,"output_tokens":3,"total_tokens":10}}""";

    private const string Handshake =
        "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
        + "sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\nSec-WebSocket-Extensions: x\r\nsec-websocket-protocol: realtime\r\n";

    /// <summary>A message of up to 64 KiB.</summary>
    public static byte[] Frame(string text)
    {
        var payload = Encoding.ASCII.GetBytes(text);
        return payload.Length < 126 ? [0x81, (byte)payload.Length, .. payload] : [0x81, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
    }

    /// <summary>The frame that closes a session.</summary>
    public static byte[] Close(int code, string reason) =>
        [0x88, (byte)(2 + reason.Length), (byte)(code >> 8), (byte)code, .. Encoding.ASCII.GetBytes(reason)];

    /// <summary>A provider that says this and then waits.</summary>
    public static ScriptedUpstream Saying(params byte[][] said) =>
        ScriptedUpstream.Start(s => s.Say((byte[])[.. Encoding.ASCII.GetBytes(Switch + "\r\n"), .. said.SelectMany(bytes => bytes)]).ThenHang());

    public static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, params (string Name, object? Value)[] more) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, [("models", (string[])["talk"]), .. more]).Add("prices", Price));

    public static async Task<RawResponse> OpenAsync(RawClient client, RunningGateway gateway, string id, string query = "?model=talk")
    {
        await client.SendAsync($"GET /v1/realtime{query} HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\nx-request-id: {id}\r\n{Handshake}\r\n");
        return await client.ReadHeadAsync("GET");
    }

    /// <summary>The record of a session that is over, and those of its answers.</summary>
    public static async Task<(AccessRecord Session, List<AccessRecord> Parts)> RecordsAsync(RunningGateway gateway, string id, int parts)
    {
        await Eventually.TrueAsync(() => gateway.AccessLog.Records().Any(record => record.RequestId == id && record.Status == 101));
        var all = gateway.AccessLog.Records().Where(record => record.RequestId == id).ToList();
        return all.Count == parts + 1
            ? (all.Single(record => record.Status == 101), [.. all.Where(record => record.Status != 101)])
            : throw new InvalidOperationException("Recorded: " + string.Join('\n', all));
    }
}
