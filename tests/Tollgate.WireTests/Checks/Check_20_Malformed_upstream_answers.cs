using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_20_Malformed_upstream_answers
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_20_Answer_that_is_no_answer_is_502_in_the_dialect(string engine)
    {
        (string Name, Action<UpstreamScript> Script)[] answers =
        [
            ("html", s => s.Answer(200, "text/html", "<html>gateway portal</html>"u8.ToArray())),
            ("endless headers", s => s.EndlessHeaders()),
            ("huge html", s => s.HugeBody(10_000_000_000, "text/html")),
            ("both framings", s => s.Say("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}").ThenClose()),
            ("different lengths", s => s.Say("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}").ThenClose()),
            ("no http", s => s.Say("220 mail.test ESMTP\r\n").ThenClose()),
            ("bare line feeds", s => s.Say("HTTP/1.1 200 OK\ncontent-length: 2\n\n{}").ThenClose()),
            ("unasked 101", s => s.Say("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n").ThenClose()),
        ];
        foreach (var (name, script) in answers)
        {
            await using var upstream = ScriptedUpstream.Start(script);
            await using var gateway = await RunningGateway.StartAsync(engine, upstream);

            var answer = await gateway.ChatAsync(Chat.Request());

            answer.Status.ShouldBe(502, name);
            answer.ShouldBeError(502, "UPSTREAM_ERROR");
            answer.BodyText.ShouldNotContain("portal");
            (await gateway.RecordOfAsync(answer)).Provider.ShouldBe("up", name);
            await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_20_Truncated_json_never_looks_like_a_whole_answer(string engine)
    {
        var half = System.Text.Encoding.UTF8.GetBytes(Chat.Answer[..60]);
        await using var upstream = ScriptedUpstream.Start(
            s => s.Answer(200, "application/json", half),
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{Chat.Answer[..60]}").ThenClose());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var way = 0; way < 2; way++)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
            var answer = await client.ReadHeadAsync();
            if (answer.Status == 200)
            {
                // Part of it had already gone out: all that is left is to break the answer visibly.
                await Should.ThrowAsync<IOException>(() => client.ReadBodyAsync(answer));
            }
            else
            {
                await client.ReadBodyAsync(answer);
                answer.ShouldBeError(502, "UPSTREAM_ERROR");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_20_Compressed_answer_that_nobody_asked_for_is_decoded_for_the_client(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Answer(200, "application/json", Gzip(Chat.Answer), "content-encoding: gzip", "etag: \"of-the-packed\""),
            s => s.Answer(200, "application/json", Brotli(Chat.Answer), "content-encoding: br"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var coding = 0; coding < 2; coding++)
        {
            var answer = await gateway.ChatAsync(Chat.Request(), "accept-encoding: gzip, br");

            upstream.LastRequest.Headers.All("accept-encoding").ShouldBe(["identity"]);
            answer.Status.ShouldBe(200);
            answer["content-encoding"].ShouldBeNull();
            answer.BodyText.ShouldBe(Chat.Answer);
            (await gateway.RecordOfAsync(answer)).Number("input_tokens").ShouldBe(9);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_20_Compression_that_is_broken_unknown_or_a_bomb_is_502(string engine)
    {
        var event0 = $"data: {Chat.Delta("x")}\n\ndata: [DONE]\n\n";
        await using var upstream = ScriptedUpstream.Start(
            s => s.Answer(200, "application/json", Gzip(Chat.Answer)[..40], "content-encoding: gzip"),
            s => s.Answer(200, "application/json", [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "content-encoding: gzip"),
            s => s.Answer(200, "application/json", System.Text.Encoding.UTF8.GetBytes(Chat.Answer), "content-encoding: zstd"),
            s => s.Answer(200, "application/json", Gzip("{\"a\":\"" + new string('a', 64 * 1024 * 1024) + "\"}"), "content-encoding: gzip"),
            s => s.Answer(200, "text/event-stream", Gzip(event0), "content-encoding: gzip"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var way = 0; way < 5; way++)
        {
            (await gateway.ChatAsync(Chat.Request(stream: way == 4))).ShouldBeError(502, "UPSTREAM_ERROR");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_20_Answer_of_10_GB_is_502_when_declared_and_never_held_when_chunked(string engine)
    {
        const long Huge = 10_000_000_000;
        var taken = 0L;
        await using var declared = ScriptedUpstream.Start(
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Huge}\r\n\r\n{{\"a\":\"").ThenHang());
        await using var chunked = ScriptedUpstream.Start(
            s => s.HugeBody(Huge, "application/json", "{\"a\":\"", sent => Volatile.Write(ref taken, sent)));
        await using (var gateway = await RunningGateway.StartAsync(engine, declared))
        {
            (await gateway.ChatAsync(Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");
        }

        await using (var gateway = await RunningGateway.StartAsync(engine, chunked))
        {
            // A client that does not read: what the upstream got rid of is what kernel buffers and the gateway hold together.
            await using var client = await gateway.ConnectAsync(receiveBufferBytes: 4096);
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
            (await client.ReadHeadAsync()).Status.ShouldBe(200);
            var before = -1L;
            await Eventually.TrueAsync(() => StandsStill(ref before, ref taken));
            Volatile.Read(ref taken).ShouldBeLessThan(32_000_000);
            client.Reset();
            await Eventually.TrueAsync(() => chunked.OpenConnections == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_20_Success_without_a_body_is_502_for_a_call_that_must_have_one_and_passes_elsewhere(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Say("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("default", true));

        (await gateway.ChatAsync(Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");
        var files = await gateway.ExchangeAsync("POST", "/v1/uploads/u/cancel", "");
        files.Status.ShouldBe(200);
        files["content-length"].ShouldBe("0");
    }

    /// <summary>The count did not change between two looks far enough apart for the gateway to have taken more.</summary>
    private static bool StandsStill(ref long before, ref long now)
    {
        var seen = Volatile.Read(ref now);
        var still = seen > 0 && seen == before;
        before = seen;
        return still;
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var coder = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            coder.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static byte[] Brotli(string text)
    {
        using var packed = new MemoryStream();
        using (var coder = new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            coder.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
