using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>OpenAI's clients see and hear what Google's models make.</summary>
public sealed class MediaTranslationTests
{
    private const string Picture =
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":1290,"totalTokenCount":1302,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}}""";

    private const string Sound =
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=24000","data":"AQIDBA=="}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":50,"totalTokenCount":61,"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":50}]}}""";

    private const string Blocked =
        """{"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"Unable to show it."}],"usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":8,"totalTokenCount":20}}""";

    private const string Words =
        """{"candidates":[{"content":{"parts":[{"text":"Hello hill"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":140,"candidatesTokenCount":6,"totalTokenCount":146,"promptTokensDetails":[{"modality":"TEXT","tokenCount":20},{"modality":"AUDIO","tokenCount":120}]}}""";

    private const string Prices = "{ model: m, input: 1, output: 2, image_output: 30, audio_output: 10 }";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_picture_of_Gemini_s_is_seen_counted_and_priced(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Picture));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash-image");

        var answer = await AskAsync(gateway, "images/generations", """{"model":"m","prompt":"a hill","size":"1024x1024"}""");

        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.Target.ShouldBe("/v1beta/models/gemini-2.5-flash-image:generateContent");
        upstream.LastRequest.BodyText.ShouldBe(
            """{"contents":[{"role":"user","parts":[{"text":"a hill"}]}],"generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"1:1"}}}""");
        var json = Json(answer);
        json.GetProperty("created").GetInt64().ShouldBeGreaterThan(1_500_000_000);
        json.GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64()[1..4].ShouldBe("PNG"u8.ToArray());
        json.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(1290);
        answer["x-tollgate-warnings"].ShouldBeNull();
        var record = await gateway.RecordOfAsync(answer);
        record.Text("model").ShouldBe("m");
        record.Number("input_tokens").ShouldBe(12);
        record.Number("output_tokens").ShouldBe(1290);
        record.Flag("estimated").ShouldBe(false);
        record.Number("cost_nanousd").ShouldBe((12 * 1000) + (1290 * 30_000));
        answer["x-tollgate-cost-nanousd"].ShouldBe($"{record.Number("cost_nanousd")}");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Imagen_is_asked_in_its_own_way(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("""{"predictions":[{"mimeType":"image/png","bytesBase64Encoded":"AAAA"},{"mimeType":"image/png","bytesBase64Encoded":"BBBB"}]}"""));
        await using var gateway = await StartAsync(engine, upstream, "imagen-4.0-generate-001");

        var answer = await AskAsync(gateway, "images/generations", """{"model":"m","prompt":"a hill","n":2,"quality":"high"}""");

        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.Target.ShouldBe("/v1beta/models/imagen-4.0-generate-001:predict");
        Json(answer).GetProperty("data").GetArrayLength().ShouldBe(2);
        answer["x-tollgate-warnings"].ShouldBe("unsupported:quality");
        (await gateway.RecordOfAsync(answer)).Flag("estimated").ShouldBe(true);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_filtered_picture_is_an_error_that_is_paid_for(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Blocked));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash-image");

        var answer = await AskAsync(gateway, "images/generations", """{"model":"m","prompt":"a hill"}""");

        answer.Status.ShouldBe(400, answer.ToString());
        var error = Json(answer).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("content_filter");
        error.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("Unable to show it.");
        var record = await gateway.RecordOfAsync(answer);
        record.Number("input_tokens").ShouldBe(12, record.ToString());
        record.Number("output_tokens").ShouldBe(8);
        record.Number("cost_nanousd").ShouldBe((12 * 1000) + (8 * 2000));
        record.Number("status").ShouldBe(400);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_text_is_heard_as_a_wave_or_as_samples(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(Sound));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash-preview-tts");

        var wave = await AskAsync(gateway, "audio/speech", """{"model":"m","input":"Hello","voice":"alloy"}""");
        wave.Status.ShouldBe(200, wave.ToString());
        wave["content-type"].ShouldBe("audio/wav");
        wave["x-tollgate-warnings"].ShouldBe("unsupported:response_format, unsupported:voice");
        wave.Body.Length.ShouldBe(48);
        Encoding.ASCII.GetString(wave.Body.AsSpan(0, 4)).ShouldBe("RIFF");
        BinaryPrimitives.ReadInt32LittleEndian(wave.Body.AsSpan(40)).ShouldBe(4);
        upstream.LastRequest.Target.ShouldBe("/v1beta/models/gemini-2.5-flash-preview-tts:generateContent");
        upstream.LastRequest.BodyText.ShouldBe(
            """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}}}}""");
        var record = await gateway.RecordOfAsync(wave);
        record.Number("output_tokens").ShouldBe(50);
        record.Number("cost_nanousd").ShouldBe((11 * 1000) + (50 * 10_000));

        var samples = await AskAsync(gateway, "audio/speech", """{"model":"m","input":"Hello","voice":"Kore","response_format":"pcm"}""");
        samples["content-type"].ShouldBe("audio/pcm");
        samples.Body.ShouldBe([1, 2, 3, 4]);
        samples["x-tollgate-warnings"].ShouldBeNull();

        var refused = await AskAsync(gateway, "audio/speech", """{"model":"m","input":"Hello","voice":"Kore","response_format":"mp3"}""");
        refused.Status.ShouldBe(400, refused.ToString());
        refused.BodyText.ShouldContain("response_format");
        upstream.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_long_speech_arrives_whole(string engine)
    {
        var samples = new byte[3_000_000];
        new Random(7).NextBytes(samples);
        var body = $$$"""{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16;rate=24000","data":"{{{Convert.ToBase64String(samples)}}}"}}]}}]}""";
        await using var upstream = ScriptedUpstream.Start(s => s.Json(body));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash-preview-tts");

        var answer = await AskAsync(gateway, "audio/speech", """{"model":"m","input":"Hello","voice":"Kore","response_format":"pcm"}""");

        answer.Status.ShouldBe(200, answer.ToString());
        answer.Body.AsSpan().SequenceEqual(samples).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_refusal_of_the_provider_s_comes_in_the_client_s_words_and_costs_nothing(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(400, """{"error":{"code":400,"message":"Unknown voice.","status":"INVALID_ARGUMENT"}}"""));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash-preview-tts");

        var answer = await AskAsync(gateway, "audio/speech", """{"model":"m","input":"Hello","voice":"Nobody","response_format":"wav"}""");

        answer.Status.ShouldBe(400, answer.ToString());
        answer["content-type"].ShouldBe("application/json");
        Json(answer).GetProperty("error").GetProperty("message").GetString().ShouldBe("Unknown voice.");
        (await gateway.RecordOfAsync(answer)).Number("cost_nanousd").GetValueOrDefault().ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_body_whose_type_is_not_told_is_read_all_the_same(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(Sound));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash-preview-tts");
        const string Body = """{"model":"m","input":"Hello","voice":"Kore","response_format":"pcm"}""";

        (await gateway.ExchangeAsync("POST", "/v1/audio/speech", Body)).Status.ShouldBe(200);
        (await gateway.ExchangeAsync("POST", "/v1/audio/speech", Body, "content-type: application/x-www-form-urlencoded")).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_recording_is_written_down_however_its_form_arrives(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(Words));
        await using var gateway = await StartAsync(engine, upstream, "gemini-2.5-flash");
        var sound = new byte[300_000];
        new Random(3).NextBytes(sound);
        foreach (var fields in (string[][])[["model=m", "file"], ["file", "model=m"], ["model=m", "file", "response_format=text"]])
        {
            var answer = await SendFormAsync(gateway, "transcriptions", sound, fields);

            answer.Status.ShouldBe(200, answer.ToString());
            answer.BodyText.ShouldBe(fields.Length == 3
                ? "Hello hill\n"
                : """{"text":"Hello hill","usage":{"type":"tokens","input_tokens":140,"input_token_details":{"text_tokens":20,"audio_tokens":120},"output_tokens":6,"total_tokens":146}}""");
            answer["content-type"].ShouldBe(fields.Length == 3 ? "text/plain; charset=utf-8" : "application/json");
            upstream.LastRequest.Target.ShouldBe("/v1beta/models/gemini-2.5-flash:generateContent");
            using var asked = JsonDocument.Parse(upstream.LastRequest.Body);
            asked.RootElement.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("inlineData").GetProperty("data").GetBytesFromBase64()
                .AsSpan().SequenceEqual(sound).ShouldBeTrue();
            var record = await gateway.RecordOfAsync(answer);
            record.Number("input_tokens").ShouldBe(140, record.ToString());
            record.Flag("estimated").ShouldBe(false);
        }

        var refused = await SendFormAsync(gateway, "translations", sound, ["model=m", "file", "response_format=srt"]);
        refused.Status.ShouldBe(400, refused.ToString());
        refused.BodyText.ShouldContain("response_format");
        var noFile = await SendFormAsync(gateway, "translations", [], ["model=m"]);
        noFile.Status.ShouldBe(400, noFile.ToString());
        upstream.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_recording_that_is_too_long_to_hold_is_refused_and_one_of_the_client_s_own_format_is_not(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json(request.Target.StartsWith("/v1beta", StringComparison.Ordinal) ? Words : """{"text":"passed"}"""));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Set("server", "max_body_bytes", 65536)
            .Provider("up", upstream.Origin + "/v1beta", ("kind", "gemini"), ("models", (string[])["m"]))
            .Provider("own", upstream.BaseUrl, ("models", (string[])["o"])));
        var sound = new byte[200_000];

        (await SendFormAsync(gateway, "transcriptions", sound, ["model=m", "file"])).Status.ShouldBe(413);
        (await SendFormAsync(gateway, "transcriptions", sound, ["model=o", "file"])).BodyText.ShouldBe("""{"text":"passed"}""");
        upstream.Requests.Count.ShouldBe(1);
    }

    private static async Task<RawResponse> SendFormAsync(RunningGateway gateway, string call, byte[] sound, string[] fields)
    {
        using var body = new MemoryStream();
        foreach (var field in fields)
        {
            var (name, value) = field.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (field[..at], field[(at + 1)..]) : (field, null);
            body.Write(Encoding.ASCII.GetBytes($"--b\r\ncontent-disposition: form-data; name=\"{name}\"{(value is null ? "; filename=\"a.wav\"" : "")}\r\n\r\n"));
            body.Write(value is null ? sound : Encoding.ASCII.GetBytes(value));
            body.Write("\r\n"u8);
        }

        body.Write("--b--\r\n"u8);
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(
            $"POST /v1/audio/{call} HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-length: {body.Length}\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n");
        var bytes = body.ToArray();
        for (var at = 0; at < bytes.Length; at += 50_000)
        {
            await client.SendAsync(bytes.AsMemory(at, Math.Min(50_000, bytes.Length - at)));
        }

        return await client.ReadResponseAsync("POST");
    }

    private static JsonElement Json(RawResponse answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.Clone();
    }

    private static Task<RawResponse> AskAsync(RunningGateway gateway, string call, string body) =>
        gateway.ExchangeAsync("POST", "/v1/" + call, body, "content-type: application/json");

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, string model) => RunningGateway.StartAsync(
        engine, yaml => yaml
            .Provider("up", upstream.Origin + "/v1beta", ("kind", "gemini"), ("models", new Dictionary<string, string> { ["m"] = model }))
            .Add("prices", Prices));
}
