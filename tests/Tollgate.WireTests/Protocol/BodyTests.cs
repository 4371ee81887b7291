using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>Framing of bodies both ways: chunks, trailers, HEAD, 100-continue.</summary>
public sealed class BodyTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Chunked_request_that_is_understood_goes_on_with_a_length(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        var body = Chat.Request(content: new string('y', 20_000));
        foreach (var size in (int[])[1, 100, 7_000, 30_000])
        {
            await client.SendAsync(RawRequest.ChunkedBytes("POST", "/v1/chat/completions", Encoding.UTF8.GetBytes(body), size, gateway.Authorization));
            (await client.ReadResponseAsync()).Status.ShouldBe(200, $"{size}");

            upstream.LastRequest.BodyText.ShouldBe(body);
            upstream.LastRequest["content-length"].ShouldBe($"{body.Length}");
            upstream.LastRequest["transfer-encoding"].ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Chunked_request_that_is_only_passed_on_stays_chunked(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        var body = new byte[300_000];
        Array.Fill(body, (byte)'z');
        for (var round = 0; round < 2; round++)
        {
            await client.SendAsync(RawRequest.ChunkedBytes("PUT", "/raw/r/blob", body, 50_000, gateway.Authorization));
            (await client.ReadResponseAsync("PUT")).BodyText.ShouldBe("{}");

            upstream.LastRequest["transfer-encoding"].ShouldBe("chunked");
            upstream.LastRequest.Body.ShouldBe(body);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Trailers_are_read_and_dropped_on_both_sides(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\ntrailer: x-late\r\n\r\n{Chat.Answer.Length:x}\r\n{Chat.Answer}\r\n0\r\nx-late: 1\r\n\r\n"),
            s => s.Event(Chat.Delta("Hel")).Event("[DONE]").EndChunks("x-late: 1", "content-length: 5"));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        var body = Chat.Request();

        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\ntrailer: x-soon\r\n\r\n"
            + $"{body.Length:x}\r\n{body}\r\n0\r\nx-soon: 1\r\nauthorization: Bearer sneaky\r\n\r\n");
        var whole = await client.ReadResponseAsync();
        whole.BodyText.ShouldBe(Chat.Answer);
        whole.Trailers.Has("x-late").ShouldBeFalse();
        whole["trailer"].ShouldBeNull();
        upstream.LastRequest.HeadText.ShouldNotContain("sneaky");
        upstream.LastRequest["trailer"].ShouldBeNull();

        var stream = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
        stream.BodyText.ShouldEndWith("data: [DONE]\n\n");
        stream.Trailers.Has("x-late").ShouldBeFalse();
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization)).Status.ShouldBe(200);
        upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Head_is_answered_with_the_length_and_without_a_body(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Say("HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 4711\r\n\r\n"),
            s => s.Say("HTTP/1.1 304 Not Modified\r\netag: \"x\"\r\n\r\n"),
            s => s.Say("HTTP/1.1 204 No Content\r\n\r\n"),
            s => s.Json("{}"));
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        var head = await client.ExchangeAsync("HEAD", "/raw/r/blob", null, gateway.Authorization);
        head.Status.ShouldBe(200);
        head["content-length"].ShouldBe("4711");
        var unchanged = await client.ExchangeAsync("GET", "/raw/r/blob", null, gateway.Authorization, "if-none-match: \"x\"");
        unchanged.Status.ShouldBe(304);
        unchanged["content-length"].ShouldBeNull();
        (await client.ExchangeAsync("DELETE", "/raw/r/blob", null, gateway.Authorization)).Status.ShouldBe(204);
        (await client.ExchangeAsync("GET", "/raw/r/blob", null, gateway.Authorization)).BodyText.ShouldBe("{}");
        upstream.Connections.ShouldBe(1);

        (await client.ExchangeAsync("HEAD", "/health", null)).Status.ShouldBe(200);
        (await client.ExchangeAsync("GET", "/health", null)).BodyText.ShouldContain("ok");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_expects_100_is_invited_only_when_its_body_is_wanted(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\" }}"));
        foreach (var path in (string[])["/v1/chat/completions", "/raw/r/blob"])
        {
            await using var client = await gateway.ConnectAsync();
            var body = Chat.Request();
            await client.SendAsync(Expecting(path, gateway.Authorization, "100-continue", body.Length));
            (await ReadLineAsync(client)).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
            await client.SendAsync(body);
            (await client.ReadResponseAsync()).Status.ShouldBe(200, path);
            upstream.LastRequest.BodyText.ShouldBe(body);
            upstream.LastRequest["expect"].ShouldBeNull();
        }

        (string Line, string Expect, int Length, int Status)[] refused =
        [
            ("authorization: Bearer sk-nobody-knows-this", "100-continue", 10, 401),
            (gateway.Authorization, "100-continue", 100_000_000, 413),
            (gateway.Authorization, "a-miracle", 10, 417),
        ];
        foreach (var (line, expect, length, status) in refused)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync(Expecting("/v1/chat/completions", line, expect, length));
            var answer = await client.ReadResponseAsync();
            answer.Status.ShouldBe(status);
            answer.Informational.ShouldBeEmpty();
            answer.KeepsConnection.ShouldBeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Interim_answers_of_an_upstream_are_passed_over(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Informational(100).Informational(103, "link: </x>; rel=preload").Informational(102).Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.Status.ShouldBe(200);
        answer.Informational.ShouldBeEmpty();
        answer.BodyText.ShouldBe(Chat.Answer);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Early_refusal_of_an_upload_reaches_the_client(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.BeforeBody().Json(413, "{\"error\":\"too large\"}", "connection: close").ThenClose());
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST /raw/r/blob HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-length: 1000000\r\n\r\nbegin");
        var answer = await client.ReadResponseAsync();

        answer.Status.ShouldBe(413);
        answer.BodyText.ShouldBe("{\"error\":\"too large\"}");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Raw_exchange_streams_both_ways_at_once(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.BeforeBody()
                .Say("HTTP/1.1 200 OK\r\ncontent-type: audio/pcm\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n")
                .ReadBody().Say("6\r\nsecond\r\n0\r\n\r\n"));
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST /raw/r/speech HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
        var answer = await client.ReadHeadAsync();
        (await client.ReadPieceAsync(answer))!.Text.ShouldBe("first");
        await client.SendAsync("3\r\ndef\r\n0\r\n\r\n");
        await client.ReadBodyAsync(answer);

        answer.BodyText.ShouldBe("firstsecond");
        upstream.LastRequest.BodyText.ShouldBe("abcdef");
    }

    private static Task<RunningGateway> StartRawAsync(string engine, ScriptedUpstream upstream) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Set("server", "loops", 1).Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\" }}"));

    private static string Expecting(string path, string authorization, string expect, int length) =>
        $"POST {path} HTTP/1.1\r\nhost: a\r\n{authorization}\r\nexpect: {expect}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n";

    private static async Task<string> ReadLineAsync(RawClient client) => Encoding.ASCII.GetString(await client.ReadRawExactAsync(25));
}
