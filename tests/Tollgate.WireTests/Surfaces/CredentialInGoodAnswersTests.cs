using System.IO.Compression;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Surfaces;

/// <summary>A provider may refuse behind a good status, or in the middle of a stream, and repeat its credential there. Nobody sees it, and nothing else is touched.</summary>
public sealed class CredentialInGoodAnswersTests
{
    private const string Failure = "{\"error\":{\"message\":\"Incorrect API key provided: " + Secrets.ProviderKey + ".\",\"code\":\"invalid_api_key\"}}";

    private static readonly string Stars = new('*', Secrets.ProviderKey.Length);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_error_event_in_a_passed_through_stream_does_not_show_the_credential(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Decide(static request => Streamed(request.BodyText)));
        await using var gateway = await StartAsync(engine, upstream);
        foreach (var way in (string[])["first", "late", "cut", "dripped", "named", "joined", "together"])
        {
            var stream = await gateway.ChatAsync(Chat.Request(stream: true, content: "way " + way));
            stream.Status.ShouldBe(200, way);
            stream.ToString().ShouldNotContain(Secrets.ProviderKey, customMessage: way);
            stream.BodyText.ShouldContain("Incorrect API key provided: " + Stars + ".", customMessage: way);
        }

        var claude = await gateway.ExchangeAsync("POST", "/v1/messages", """{"model":"claude","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"way claude"}]}""");
        claude.BodyText.ShouldContain("bad key " + Stars);
        var responses = await gateway.ExchangeAsync("POST", "/v1/responses", """{"model":"m","stream":true,"input":"way responses"}""");
        responses.BodyText.ShouldContain("bad key " + Stars);
        (claude.ToString() + responses).ShouldNotContain(Secrets.ProviderKey);
        await KeepsNoneAsync(gateway);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Events_that_are_no_errors_pass_byte_for_byte_also_beside_one(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s
            .Chunk($"data: {Chat.Delta(Secrets.ProviderKey)}\n\ndata: {Failure}\n\ndata: {Chat.Delta("after " + Secrets.ProviderKey)}\n\n").Done());
        await using var gateway = await StartAsync(engine, upstream);
        (await gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldBe(
            $"data: {Chat.Delta(Secrets.ProviderKey)}\n\ndata: {Hidden(Failure)}\n\ndata: {Chat.Delta("after " + Secrets.ProviderKey)}\n\ndata: [DONE]\n\n");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_error_behind_a_good_status_does_not_show_the_credential(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Decide(static request => request.BodyText.Contains("zipped", StringComparison.Ordinal)
            ? new UpstreamScript().Answer(200, "application/json", Zip(Failure), "content-encoding: gzip")
            : request.BodyText.Contains("dripped", StringComparison.Ordinal)
                ? new UpstreamScript().Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Failure.Length}\r\n\r\n{Failure[..60]}").Drip(Failure[60..], TimeSpan.FromMilliseconds(1))
                : new UpstreamScript().Json(Failure)));
        await using var gateway = await StartAsync(engine, upstream);
        foreach (var way in (string[])["whole", "dripped", "zipped"])
        {
            var answer = await gateway.ChatAsync(Chat.Request(content: "way " + way));
            answer.Status.ShouldBe(200);
            answer.BodyText.ShouldBe(Hidden(Failure), way);
        }

        await KeepsNoneAsync(gateway);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_refusal_that_cannot_be_read_is_told_in_the_gateways_own_words(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Answer(429, "application/json", Encoding.ASCII.GetBytes(Failure), "content-encoding: zstd", "retry-after: 7"));
        await using var gateway = await StartAsync(engine, upstream);
        foreach (var (path, body, dialect) in ((string, string, string)[])
        [
            ("/v1/chat/completions", Chat.Request(), "\"error\":{\"message\":"),
            ("/v1/messages", """{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "{\"type\":\"error\",\"error\":{\"type\":"),
            ("/raw/r/v1/x", "{}", "\"error\":{\"message\":"),
        ])
        {
            var answer = await gateway.ExchangeAsync("POST", path, body);
            answer.Status.ShouldBe(429, path);
            answer["retry-after"].ShouldBe("7");
            answer["content-encoding"].ShouldBeNull();
            answer.BodyText.ShouldContain(dialect);
            answer.BodyText.ShouldContain("The provider refused with status 429");
            answer.ToString().ShouldNotContain(Secrets.ProviderKey);
        }

        await KeepsNoneAsync(gateway);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_compressed_refusal_on_a_raw_route_is_read_and_does_not_show_the_credential(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Answer(403, "text/plain", Zip("no " + Secrets.ProviderKey), "content-encoding: gzip"));
        await using var gateway = await StartAsync(engine, upstream);
        var answer = await gateway.ExchangeAsync("GET", "/raw/r/v1/x", null, "accept-encoding: gzip");
        answer.Status.ShouldBe(403);
        answer.BodyText.ShouldBe("no " + Stars);
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream) => RunningGateway.StartAsync(engine, yaml => yaml
        .Provider("up", upstream.BaseUrl)
        .Add("providers", $"{{ name: claude, kind: anthropic, base_url: \"{upstream.BaseUrl}\", api_key: \"{Secrets.ProviderKey}\", models: [claude] }}")
        .SetRaw("capture", "keys", "['*']")
        .Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\", api_key: \"{Secrets.ProviderKey}\", auth_header: authorization }}"));

    /// <summary>Neither log holds it, nor what was captured, nor any other file.</summary>
    private static async Task KeepsNoneAsync(RunningGateway gateway)
    {
        await gateway.StopAsync();
        gateway.Log.ShouldNotContain(Secrets.ProviderKey);
        gateway.AccessLog.Text().ShouldNotContain(Secrets.ProviderKey);
        foreach (var file in Directory.EnumerateFiles(gateway.DataDir, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Secrets.ProviderKey)).ShouldBe(-1, file);
        }
    }

    private static string Hidden(string text) => text.Replace(Secrets.ProviderKey, Stars, StringComparison.Ordinal);

    private static UpstreamScript Streamed(string request)
    {
        var script = new UpstreamScript();
        var cut = Failure.IndexOf(Secrets.ProviderKey, StringComparison.Ordinal) + 9;
        return request switch
        {
            _ when request.Contains("way first", StringComparison.Ordinal) => script.Event(Failure).Done(),
            _ when request.Contains("way late", StringComparison.Ordinal) => script.Event(Chat.Delta("Hello")).Event(Failure).Done(),
            _ when request.Contains("way cut", StringComparison.Ordinal) => script.Event(Chat.Delta("Hello"))
                .Chunk("data: " + Failure[..cut]).Wait(TimeSpan.FromMilliseconds(30)).Chunk(Failure[cut..] + "\n\n").Done(),
            _ when request.Contains("way dripped", StringComparison.Ordinal) => script
                .Say("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n").Drip($"data: {Failure}\n\n", TimeSpan.FromMilliseconds(1)).ThenClose(),
            _ when request.Contains("way named", StringComparison.Ordinal) => script
                .Chunk($"event: error\ndata: {{\"code\":\"InvalidApiKey\",\"message\":\"Incorrect API key provided: {Secrets.ProviderKey}.\"}}\n\n").Done(),
            _ when request.Contains("way joined", StringComparison.Ordinal) => script.Chunk($"data: {{\"error\":\ndata: {Failure[9..]}\n\n").Done(),
            _ when request.Contains("way together", StringComparison.Ordinal) => script.Chunk($"data: {Chat.Delta("Hello")}\n\ndata: {Failure}\n\ndata: [DONE]\n\n").EndChunks(),
            _ when request.Contains("way claude", StringComparison.Ordinal) => script
                .Chunk($"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"authentication_error\",\"message\":\"bad key {Secrets.ProviderKey}\"}}}}\n\n").EndChunks(),
            _ => script.Chunk(
                $"event: response.failed\ndata: {{\"type\":\"response.failed\",\"response\":{{\"id\":\"r\",\"status\":\"failed\",\"error\":{{\"code\":\"x\",\"message\":\"bad key {Secrets.ProviderKey}\"}}}}}}\n\n").EndChunks(),
        };
    }

    private static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            zip.Write(Encoding.ASCII.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
