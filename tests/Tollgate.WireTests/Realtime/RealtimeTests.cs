using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;
using static Tollgate.WireTests.Realtime.RealtimeRig;

namespace Tollgate.WireTests.Realtime;

/// <summary>A realtime session: bytes both ways, and what it used in record, metrics, cost and limits.</summary>
public sealed class RealtimeTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_answer_is_recorded_by_itself_and_its_bytes_are_not_touched(string engine)
    {
        byte[] said = [.. Frame(Began), .. Frame(Done), 0x89, 0x00, .. Frame(Transcribed), .. Frame(Done), 0x88, 0x00];
        await using var upstream = ScriptedUpstream.Start(s => s.Say((byte[])[.. Encoding.ASCII.GetBytes(Switch + "\r\n"), .. said]).ThenClose());
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "talk-1")).Status.ShouldBe(101);
        (await client.ReadRawExactAsync(said.Length)).ShouldBe(said);

        var (session, parts) = await RecordsAsync(gateway, "talk-1", parts: 3);
        session.Number("input_tokens").ShouldBeNull("its answers have them");
        session.Number("response_bytes").ShouldBe(said.Length, session.ToString());
        parts.Select(part => part.Number("input_tokens")).ShouldBe([20, 7, 20]);
        parts.Select(part => part.Number("output_tokens")).ShouldBe([10, 3, 10]);
        parts.Select(part => part.Number("audio_output_tokens")).ShouldBe([6, null, 6]);
        parts.Select(part => part.Number("cost_nanousd")).ShouldBe([752_000, 76_000, 752_000]); // 12 × 4 + 8 × 32 + 4 × 16 + 6 × 64, and 7 × 4 + 3 × 16, in micro-dollars
        parts.ShouldAllBe(part => part.Status == 200 && part.Text("model") == "talk" && part.Flag("estimated") == false);
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("llm_tokens_total", ("model", "talk")).ShouldBe(80); // 47 in, 23 out, and the cached 10 once more under their own type
        metrics.Sum("llm_requests_total", ("model", "talk")).ShouldBe(4);
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
        (await RecordsAsync(gateway, "talk-3", parts: 0)).Session.Number("input_tokens").ShouldBeNull();
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

        (await RecordsAsync(gateway, "talk-5", parts: 1)).Parts[0].Number("output_tokens").ShouldBe(10);
    }
}
