using System.IO.Compression;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Surfaces;

/// <summary>Some providers repeat in a refusal the credential that they were sent. No client sees it, however the refusal comes.</summary>
public sealed class EchoedCredentialTests
{
    private const string Echo = "{\"error\":{\"message\":\"Incorrect API key provided: " + Secrets.ProviderKey + ".\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}";

    private static readonly string Hidden = Echo.Replace(Secrets.ProviderKey, new string('*', Secrets.ProviderKey.Length), StringComparison.Ordinal);

    /// <summary>The credential begins before the 256 KiB that are looked at whole end, and ends behind them.</summary>
    private static readonly string Long = new string('x', (256 * 1024) - 10) + Secrets.ProviderKey + new string('y', 100_000);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_credential_that_a_refusal_repeats_is_hidden(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Decide(static request => Refusal(Ways(request))));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl)
            .SetRaw("capture", "keys", "['*']")
            .Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\", api_key: \"{Secrets.ProviderKey}\", auth_header: authorization }}"));

        foreach (var way in (string[])["whole", "dripped", "chunked", "closed", "zipped", "page"])
        {
            (await AskAsync(gateway, way)).BodyText.ShouldBe(Hidden, way);
        }

        (await AskAsync(gateway, "long")).BodyText.ShouldBe(Long.Replace(Secrets.ProviderKey, new string('*', Secrets.ProviderKey.Length), StringComparison.Ordinal));
        (await AskAsync(gateway, "events")).BodyText.ShouldBe($"data: {Hidden}\n\n");
        (await AskAsync(gateway, "head"))["x-problem"].ShouldBe(new string('*', Secrets.ProviderKey.Length));
        (await gateway.ExchangeAsync("POST", "/raw/r/v1/x", """{"way":"dripped"}""")).BodyText.ShouldBe(Hidden);
        foreach (var way in (string[])["whole", "dripped", "zipped"])
        {
            var translated = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"way {{way}}"}]}""");
            translated.Status.ShouldBe(401);
            translated.BodyText.ShouldContain("Incorrect API key provided: ****");
            translated.BodyText.ShouldNotContain(Secrets.ProviderKey);
        }

        foreach (var way in (string[])["good-status", "late"])
        {
            var stream = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"way {{way}}"}]}""");
            stream.BodyText.ShouldContain("Incorrect API key provided: ****", customMessage: way);
            stream.BodyText.ShouldNotContain(Secrets.ProviderKey);
        }

        gateway.Log.ShouldNotContain(Secrets.ProviderKey);
        gateway.AccessLog.Text().ShouldNotContain(Secrets.ProviderKey);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_answer_that_is_no_refusal_passes_as_it_is(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Json(Chat.Answer.Replace("Hello there", Secrets.ProviderKey, StringComparison.Ordinal)));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldContain(Secrets.ProviderKey);
    }

    private static async Task<RawResponse> AskAsync(RunningGateway gateway, string way)
    {
        var answer = await gateway.ChatAsync(Chat.Request(content: "way " + way));
        answer.Status.ShouldBe(401, answer.ToString());
        answer.ToString().ShouldNotContain(Secrets.ProviderKey);
        return answer;
    }

    private static string Ways(ReceivedRequest request) =>
        ((string[])["whole", "dripped", "chunked", "closed", "zipped", "page", "long", "events", "head", "good-status", "late"]).First(way => request.BodyText.Contains(way, StringComparison.Ordinal));

    private static UpstreamScript Refusal(string way)
    {
        const string Head = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\n";
        var script = new UpstreamScript();
        return way switch
        {
            "dripped" => script.Say($"{Head}content-length: {Echo.Length}\r\n\r\n{Echo[..50]}").Drip(Echo[50..], TimeSpan.FromMilliseconds(1)),
            "chunked" => Chunked(script.Say(Head + "transfer-encoding: chunked\r\n\r\n")),
            "closed" => script.Say($"{Head}connection: close\r\n\r\n{Echo[..60]}").Wait(TimeSpan.FromMilliseconds(20)).Say(Echo[60..]).ThenClose(),
            "zipped" => script.Answer(401, "application/json", Zip(Echo), "content-encoding: gzip"),
            "page" => script.Answer(401, "text/html", Encoding.ASCII.GetBytes(Echo)),
            "long" => script.Answer(401, "text/plain", Encoding.ASCII.GetBytes(Long)),
            "events" => script.Answer(401, "text/event-stream", Encoding.ASCII.GetBytes($"data: {Echo}\n\n")),
            "head" => script.Json(401, "{}", "x-problem: " + Secrets.ProviderKey),
            "good-status" => script.Event(Echo).Done(),
            "late" => script.Event(Chat.Delta("Hello")).Event(Echo).Done(),
            _ => script.Json(401, Echo),
        };
    }

    private static UpstreamScript Chunked(UpstreamScript script)
    {
        for (var at = 0; at < Echo.Length; at += 11)
        {
            script.Say(WireChunk.Bytes(Encoding.ASCII.GetBytes(Echo.Substring(at, Math.Min(11, Echo.Length - at)))));
        }

        return script.EndChunks();
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
