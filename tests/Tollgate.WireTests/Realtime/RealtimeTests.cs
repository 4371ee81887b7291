using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Realtime;

/// <summary>A realtime session: bytes both ways, and what it used in record, metrics, cost and limits.</summary>
public sealed class RealtimeTests
{
    private const string Handshake =
        "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
        + "sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\nSec-WebSocket-Extensions: x\r\nsec-websocket-protocol: realtime\r\n";

    private const string Switch = "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n";

    private const string Price = "{ model: talk, input: 4, output: 16, audio_input: 32, audio_output: 64 }";

    private const string Done =
        """{"type":"response.done","response":{"usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10,"input_token_details":{"text_tokens":12,"audio_tokens":8,"cached_tokens":5},"output_token_details":{"text_tokens":4,"audio_tokens":6}}}}""";

    private const string Transcribed =
        """{"type":"conversation.item.input_audio_transcription.completed","usage":{"type":"tokens","input_tokens":7,"output_tokens":3,"total_tokens":10}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_session_used_is_counted_and_its_bytes_are_not_touched(string engine)
    {
        byte[] said = [.. Frame(Done), 0x89, 0x00, .. Frame(Transcribed), .. Frame(Done), 0x88, 0x00];
        await using var upstream = ScriptedUpstream.Start(s => s.Say((byte[])[.. Encoding.ASCII.GetBytes(Switch + "\r\n"), .. said]).ThenClose());
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "talk-1")).Status.ShouldBe(101);
        (await client.ReadRawExactAsync(said.Length)).ShouldBe(said);

        var record = await gateway.AccessLog.RecordAsync("talk-1");
        record.Status.ShouldBe(101);
        record.Number("input_tokens").ShouldBe(47, record.ToString());
        record.Number("cached_tokens").ShouldBe(10);
        record.Number("output_tokens").ShouldBe(23);
        record.Number("audio_input_tokens").ShouldBe(16);
        record.Number("audio_output_tokens").ShouldBe(12);
        record.Flag("estimated").ShouldBe(false);
        record.Number("cost_nanousd").ShouldBe(1_580_000); // 2 × (12 × 4 + 8 × 32 + 4 × 16 + 6 × 64) + 7 × 4 + 3 × 16 micro-dollars
        (await gateway.MetricsAsync()).Sum("llm_tokens_total", ("model", "talk")).ShouldBe(80); // 47 in, 23 out, and the cached 10 once more under their own type
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task No_extension_is_offered_so_that_messages_can_be_read(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.UpgradeEcho());
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "talk-2")).Status.ShouldBe(101);

        upstream.LastRequest.HeadText.ShouldNotContain("permessage-deflate");
        upstream.LastRequest["sec-websocket-extensions"].ShouldBeNull();
        upstream.LastRequest["sec-websocket-protocol"].ShouldBe("realtime");
        await client.SendAsync("any bytes at all");
        Encoding.ASCII.GetString(await client.ReadRawExactAsync(16)).ShouldBe("any bytes at all");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_with_extensions_all_the_same_passes_unread(string engine)
    {
        var said = Frame(Done);
        await using var upstream = ScriptedUpstream.Start(
            s => s.Say((byte[])[.. Encoding.ASCII.GetBytes(Switch + "sec-websocket-extensions: permessage-deflate\r\n\r\n"), .. said]).ThenClose());
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "talk-3")).Status.ShouldBe(101);
        (await client.ReadRawExactAsync(said.Length)).ShouldBe(said);
        (await gateway.AccessLog.RecordAsync("talk-3")).Number("input_tokens").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_in_which_nobody_says_anything_ends(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.UpgradeEcho());
        await using var gateway = await StartAsync(engine, upstream, ("tunnel_idle_timeout_seconds", 0.5));
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "talk-4")).Status.ShouldBe(101);
        await client.SendAsync("a");
        await client.ReadRawExactAsync(1);

        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
        (await gateway.AccessLog.RecordAsync("talk-4")).Status.ShouldBe(101);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_hangs_up_pays_for_what_was_used(string engine)
    {
        var said = Frame(Done);
        await using var upstream = ScriptedUpstream.Start(s => s.Say((byte[])[.. Encoding.ASCII.GetBytes(Switch + "\r\n"), .. said]).ThenHang());
        await using var gateway = await StartAsync(engine, upstream);
        await using (var client = await gateway.ConnectAsync())
        {
            await OpenAsync(client, gateway, "talk-5");
            await client.ReadRawExactAsync(said.Length);
        }

        (await gateway.AccessLog.RecordAsync("talk-5")).Number("output_tokens").ShouldBe(10);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_session_used_counts_against_limits_of_tokens(string engine)
    {
        byte[] said = [.. Frame(Done), .. Frame(Done), .. Frame(Done), .. Frame(Done)];
        await using var upstream = ScriptedUpstream.Start(s => s.Say((byte[])[.. Encoding.ASCII.GetBytes(Switch + "\r\n"), .. said]).ThenClose());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("models", (string[])["talk"]))
            .Add("limits", "{ name: tpm, scope: key, metric: tokens, limit: 100, per: 1h, algorithm: fixed_window }"));
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "talk-6")).Status.ShouldBe(101);
        await client.ReadRawExactAsync(said.Length);
        await gateway.AccessLog.RecordAsync("talk-6");

        await using var other = await gateway.ConnectAsync();
        (await OpenAsync(other, gateway, "talk-7")).Status.ShouldBe(429, "120 of 100 are used");
    }

    private static byte[] Frame(string text)
    {
        var payload = Encoding.ASCII.GetBytes(text);
        return [0x81, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, params (string Name, object? Value)[] more) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, [("models", (string[])["talk"]), .. more]).Add("prices", Price));

    private static async Task<RawResponse> OpenAsync(RawClient client, RunningGateway gateway, string id)
    {
        await client.SendAsync($"GET /v1/realtime?model=talk HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\nx-request-id: {id}\r\n{Handshake}\r\n");
        return await client.ReadHeadAsync("GET");
    }
}
