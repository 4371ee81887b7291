using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>Forms: the model may stand anywhere, and everything but its name arrives as it was sent.</summary>
public sealed class FormTests
{
    private const string BoundedKey = "sk-bounded-1234567890abcdef";

    private static readonly string[] Places = ["before", "behind", "alone", "nowhere"];

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("{\"text\":\"hi\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":45,\"total_tokens\":59}}");

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_form_goes_where_its_model_lives_and_arrives_unchanged(string engine)
    {
        await using var rig = await StartAsync(engine);
        foreach (var place in Places)
        {
            foreach (var size in new[] { 0, 100, 20_000, 700_000 })
            {
                foreach (var chunked in new[] { false, true })
                {
                    var form = Form(place, "m-other", size);
                    var received = await PlayAsync(rig, form, chunked);

                    received.Target.ShouldBe(place == "nowhere" ? "/v1/audio/transcriptions" : "/other/audio/transcriptions");
                    received.Body.AsSpan().SequenceEqual(form).ShouldBeTrue($"{place} {size} {chunked}");
                    received["content-type"].ShouldBe("multipart/form-data; boundary=\"x'y z\"");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_form_s_model_is_renamed_and_nothing_else(string engine)
    {
        await using var rig = await StartAsync(engine);
        foreach (var place in Places[..3])
        {
            foreach (var size in new[] { 0, 20_000, 700_000 })
            {
                foreach (var chunked in new[] { false, true })
                {
                    var received = await PlayAsync(rig, Form(place, "short", size), chunked);

                    received.Target.ShouldBe("/other/audio/transcriptions");
                    received.Body.AsSpan().SequenceEqual(Form(place, "org/a-much-longer-name", size)).ShouldBeTrue($"{place} {size} {chunked}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_form_that_trickles_in_is_passed_on_from_the_model_on(string engine)
    {
        await using var rig = await StartAsync(engine);
        var form = Form("before", "short", 3_000);
        rig.Upstream.Play(Made());
        await using var client = await rig.Gateway.ConnectAsync();
        await client.SendAsync(Head(rig.Gateway.Key, $"content-length: {form.Length}"));
        await client.SendInPiecesAsync(form, pieceBytes: 7);
        (await client.ReadResponseAsync()).Status.ShouldBe(200);

        rig.Upstream.TakeLast()!.Body.ShouldBe(Form("before", "org/a-much-longer-name", 3_000));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_waits_for_100_is_asked_for_its_form(string engine)
    {
        await using var rig = await StartAsync(engine);
        var form = Form("behind", "m-other", 50_000);
        rig.Upstream.Play(Made());
        await using var client = await rig.Gateway.ConnectAsync();
        await client.SendAsync(Head(rig.Gateway.Key, $"content-length: {form.Length}", "expect: 100-continue"));
        Encoding.ASCII.GetString(await client.ReadRawAsync()).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        await client.SendAsync(form);

        (await client.ReadResponseAsync()).Status.ShouldBe(200);
        rig.Upstream.TakeLast()!.Body.AsSpan().SequenceEqual(form).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Usage_of_a_form_is_logged(string engine)
    {
        await using var rig = await StartAsync(engine);
        rig.Upstream.Play(Made());
        var answer = await SendAsync(rig, Form("behind", "short", 100), rig.Gateway.Key);
        var record = await rig.Gateway.RecordOfAsync(answer);

        record.Text("model").ShouldBe("short");
        record.Text("upstream_model").ShouldBe("org/a-much-longer-name");
        record.Number("input_tokens").ShouldBe(14);
        record.Number("output_tokens").ShouldBe(45);
        record.Flag("estimated").ShouldBe(false);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_form_that_asks_for_a_stream_gets_one(string engine)
    {
        const string Events = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hi\"}\n\ndata: {\"type\":\"transcript.text.done\",\"text\":\"Hi\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}\n\n";
        await using var rig = await StartAsync(engine);
        rig.Upstream.Play(Exchanges.Make("POST", "/audio/transcriptions", answer: Events, answerType: "text/event-stream"), new ReplayPlan { Cut = ReplayCut.AtRandom(5) });
        var answer = await SendAsync(rig, Form("before", "m-other", 10, stream: true), rig.Gateway.Key);
        var record = await rig.Gateway.RecordOfAsync(answer);

        answer.BodyText.ShouldBe(Events);
        record.Flag("stream").ShouldBe(true);
        record.Number("input_tokens").ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_bounded_key_is_held_to_its_models_wherever_they_stand(string engine)
    {
        await using var rig = await StartAsync(engine);
        rig.Upstream.Play(Made());
        var twice = Encoding.UTF8.GetString(Form("before", "m-other", 20_000)).Replace("--x'y z--", Field("model", "forbidden") + "--x'y z--", StringComparison.Ordinal);

        (await SendAsync(rig, Form("behind", "m-other", 100), BoundedKey)).Status.ShouldBe(200);
        (await SendAsync(rig, Form("before", "forbidden", 50_000), BoundedKey)).Status.ShouldBe(403);
        (await SendAsync(rig, Form("behind", "forbidden", 50_000), BoundedKey)).Status.ShouldBe(403);
        (await SendAsync(rig, Encoding.UTF8.GetBytes(twice), BoundedKey)).Status.ShouldBe(400);
        (await SendAsync(rig, "no form"u8.ToArray(), BoundedKey)).Status.ShouldBe(200, "it names no model");
        (await SendAsync(rig, "--x'y z\nContent-Disposition: form-data; name=model\n\nforbidden\n--x'y z--"u8.ToArray(), BoundedKey)).Status.ShouldBe(400);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_bad_boundary_is_400_and_a_form_beyond_the_limit_413(string engine)
    {
        await using var rig = await StartAsync(engine, ("max_body_bytes", 65_536));
        rig.Upstream.Play(Made());
        foreach (var type in new[] { "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + new string('-', 71) })
        {
            var refused = await rig.ExchangeAsync("POST", "/v1/images/edits", "--b--"u8.ToArray(), rig.Gateway.Authorization, "content-type: " + type);
            refused.Status.ShouldBe(400, type);
        }

        (await SendAsync(rig, Form("behind", "m-other", 100_000), rig.Gateway.Key)).Status.ShouldBe(413);
        (await SendAsync(rig, Form("before", "m-other", 1_000_000), rig.Gateway.Key)).Status.ShouldBe(200);
    }

    private static Task<ReplayRig> StartAsync(string engine, params (string Name, object Value)[] server) => ReplayRig.StartAsync(engine, yaml =>
    {
        yaml.Provider("main", "openai", "/v1", ("default", true));
        yaml.Provider("other", "openai-compatible", "/other", ("models", new Dictionary<string, string> { ["m-other"] = "m-other", ["short"] = "org/a-much-longer-name" }));
        yaml.Yaml.Key("bounded", BoundedKey, ("models", (string[])["m-other"]));
        foreach (var (name, value) in server)
        {
            yaml.Yaml.Set("server", name, value);
        }
    });

    private static Tollgate.TestSupport.Recording Made() => Exchanges.Make("POST", "/audio/transcriptions", [], Answer, 200, Exchanges.Json, null);

    private static async Task<ReceivedRequest> PlayAsync(ReplayRig rig, byte[] form, bool chunked)
    {
        rig.Upstream.Play(Made());
        RawResponse answer;
        if (chunked)
        {
            await using var client = await rig.Gateway.ConnectAsync();
            byte[] request = [.. Head(rig.Gateway.Key, "transfer-encoding: chunked"), .. Chunks(form)];
            await client.SendAsync(request);
            answer = await client.ReadResponseAsync();
        }
        else
        {
            answer = await SendAsync(rig, form, rig.Gateway.Key);
        }

        answer.Status.ShouldBe(200, answer.ToString());
        answer.Body.ShouldBe(Answer);
        return rig.Upstream.TakeLast().ShouldNotBeNull();
    }

    private static Task<RawResponse> SendAsync(ReplayRig rig, byte[] form, string key) => rig.ExchangeAsync(
        "POST", "/v1/audio/transcriptions", form, "authorization: Bearer " + key, "content-type: multipart/form-data; boundary=\"x'y z\"");

    private static byte[] Head(string key, params string[] more) => Encoding.UTF8.GetBytes(
        $"POST /v1/audio/transcriptions HTTP/1.1\r\nhost: gateway.test\r\nauthorization: Bearer {key}\r\ncontent-type: multipart/form-data; boundary=\"x'y z\"\r\n{string.Concat(more.Select(line => line + "\r\n"))}\r\n");

    private static byte[] Chunks(byte[] form)
    {
        var bytes = new List<byte>();
        var random = new Random(form.Length);
        for (var at = 0; at < form.Length;)
        {
            var length = Math.Min(form.Length - at, random.Next(1, 9000));
            bytes.AddRange(Encoding.ASCII.GetBytes($"{length:x}\r\n"));
            bytes.AddRange(form.AsSpan(at, length));
            bytes.AddRange("\r\n"u8);
            at += length;
        }

        return [.. bytes, .. "0\r\n\r\n"u8];
    }

    private static byte[] Form(string place, string model, int size, bool stream = false)
    {
        var file = new byte[size];
        new Random(size).NextBytes(file);
        return
        [
            .. Encoding.UTF8.GetBytes(place == "before" ? Field("model", model) : ""),
            .. Encoding.UTF8.GetBytes(stream ? Field("stream", "true") : ""),
            .. place == "alone" ? [] : Encoding.UTF8.GetBytes("--x'y z\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ä.wav\"\r\nContent-Type: audio/wav\r\n\r\n"),
            .. place == "alone" ? [] : file,
            .. Encoding.UTF8.GetBytes(place == "alone" ? "" : "\r\n"),
            .. Encoding.UTF8.GetBytes(place is "behind" or "alone" ? Field("model", model) : ""),
            .. "--x'y z--\r\n"u8,
        ];
    }

    private static string Field(string name, string value) => $"--x'y z\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";
}
