using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Metering;

/// <summary>Sound and pictures: every path of them finds its model in JSON or form, and its answer's usage is counted.</summary>
public sealed class MediaTests
{
    private const string Picture =
        """{"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}}""";

    private const string Transcript =
        """{"text":"Hi","usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},"output_tokens":45,"total_tokens":59}}""";

    public static TheoryData<string, string, string, string, long, long> Calls()
    {
        var calls = new TheoryData<string, string, string, string, long, long>();
        foreach (var engine in Engines.All().Select(row => row.Data))
        {
            calls.Add(engine, "/v1/images/generations", "json", Picture, 50, 50);
            calls.Add(engine, "/v1/images/edits", "form", Picture, 50, 50);
            calls.Add(engine, "/v1/images/variations", "form", Picture, 50, 50);
            calls.Add(engine, "/v1/images/edits", "json", Picture, 50, 50);
            calls.Add(engine, "/v1/audio/transcriptions", "form", Transcript, 14, 45);
            calls.Add(engine, "/v1/audio/translations", "form", Transcript, 14, 45);
        }

        return calls;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_whole_answer_s_usage_is_counted_by_model(string engine, string path, string body, string answer, long input, long output)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(answer));
        await using var gateway = await StartAsync(engine, upstream);

        var got = await AskAsync(gateway, path, body);

        got.BodyText.ShouldBe(answer);
        upstream.LastRequest.Target.ShouldBe(path);
        upstream.LastRequest.BodyText.ShouldContain("up-m");
        await ShouldCountAsync(gateway, got, input, output);
    }

    public static TheoryData<string, string, string, string> Streams()
    {
        var streams = new TheoryData<string, string, string, string>();
        foreach (var engine in Engines.All().Select(row => row.Data))
        {
            streams.Add(engine, "/v1/images/generations", "json", """{"type":"image_generation.completed","b64_json":"AAAA","usage":{"input_tokens":7,"output_tokens":8,"total_tokens":15,"input_tokens_details":{"text_tokens":7,"image_tokens":0}}}""");
            streams.Add(engine, "/v1/images/edits", "form", """{"type":"image_edit.completed","b64_json":"AAAA","usage":{"input_tokens":7,"output_tokens":8,"total_tokens":15}}""");
            streams.Add(engine, "/v1/audio/transcriptions", "form", """{"type":"transcript.text.done","text":"Hi","usage":{"type":"tokens","input_tokens":7,"output_tokens":8,"total_tokens":15}}""");
            streams.Add(engine, "/v1/audio/speech", "json", """{"type":"speech.audio.done","usage":{"input_tokens":7,"output_tokens":8,"total_tokens":15}}""");
        }

        return streams;
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_s_usage_is_counted_by_model(string engine, string path, string body, string last)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event("""{"type":"x.delta","delta":"AAAA"}""").Event(last).EndChunks());
        await using var gateway = await StartAsync(engine, upstream);

        var got = await AskAsync(gateway, path, body);

        got.BodyText.ShouldContain(last);
        await ShouldCountAsync(gateway, got, 7, 8);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sound_that_reports_nothing_is_estimated(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Answer(200, "audio/mpeg", [0xFF, 0xFB, 1, 2]));
        await using var gateway = await StartAsync(engine, upstream);

        var got = await AskAsync(gateway, "/v1/audio/speech", "json");

        got.Body.ShouldBe([0xFF, 0xFB, 1, 2]);
        var record = await gateway.RecordOfAsync(got);
        record.Text("model").ShouldBe("m", record.ToString());
        record.Flag("estimated").ShouldBe(true);
        record.Number("input_tokens")!.Value.ShouldBeInRange(1, 20);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_transcript_that_is_sold_by_the_second_counts_no_tokens_of_its_own(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("""{"text":"Hi","usage":{"type":"duration","seconds":4}}"""));
        await using var gateway = await StartAsync(engine, upstream);

        var record = await gateway.RecordOfAsync(await AskAsync(gateway, "/v1/audio/transcriptions", "form"));

        record.Flag("estimated").ShouldBe(true);
    }

    [Theory]
    [InlineData("/v1/images/edits", "json")]
    [InlineData("/v1/audio/transcriptions", "form")]
    [InlineData("/v1/images/edits", "form")]
    public async Task A_model_whose_provider_has_no_such_call_says_so(string path, string body)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml
            .Provider("up", upstream.Origin + "/v1beta", ("kind", "gemini"), ("models", (string[])["m"])));

        var refused = await AskAsync(gateway, path, body);

        refused.Status.ShouldBe(501, refused.ToString());
        refused.BodyText.ShouldContain("does not serve this call");
        upstream.Requests.ShouldBeEmpty();
    }

    private static async Task ShouldCountAsync(RunningGateway gateway, RawResponse answer, long input, long output)
    {
        answer.Status.ShouldBe(200, answer.ToString());
        var record = await gateway.RecordOfAsync(answer);
        record.Text("model").ShouldBe("m", record.ToString());
        record.Number("input_tokens").ShouldBe(input);
        record.Number("output_tokens").ShouldBe(output);
        record.Flag("estimated").ShouldBe(false);
    }

    private static async Task<RawResponse> AskAsync(RunningGateway gateway, string path, string kind)
    {
        await using var client = await gateway.ConnectAsync();
        var body = kind == "json"
            ? """{"model":"m","prompt":"a hill","input":"Say hello to the hill","voice":"alloy"}"""
            : "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\nbytes\r\n--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--\r\n";
        await client.SendAsync(
            $"POST {path} HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-length: {Encoding.Latin1.GetByteCount(body)}\r\n"
            + $"content-type: {(kind == "json" ? "application/json" : "multipart/form-data; boundary=b")}\r\n\r\n{body}");
        return await client.ReadResponseAsync("POST");
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream) => RunningGateway.StartAsync(
        engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("models", new Dictionary<string, string> { ["m"] = "up-m" })));
}
