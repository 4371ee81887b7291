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
    public async Task Check_20_Gzip_that_nobody_asked_for_is_decoded_or_labelled(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Answer(200, "application/json", Gzip(Chat.Answer), "content-encoding: gzip"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        var answer = await gateway.ChatAsync(Chat.Request());

        upstream.LastRequest["accept-encoding"].ShouldBe("identity");
        answer.Status.ShouldBe(200);
        var body = answer["content-encoding"] == "gzip" ? Gunzip(answer.Body) : answer.BodyText;
        body.ShouldBe(Chat.Answer);
        (await gateway.RecordOfAsync(answer)).Number("input_tokens").ShouldBe(9);
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

    private static string Gunzip(byte[] bytes)
    {
        using var reader = new StreamReader(
            new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
