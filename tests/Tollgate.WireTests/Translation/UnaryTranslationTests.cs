using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>Calls that are answered whole, between clients and providers of different vendors: vectors, orders of documents, counts.</summary>
public sealed class UnaryTranslationTests
{
    private const string Claude = """{"model":"m","max_tokens":9,"system":"Be brief.","messages":[{"role":"user","content":"How many tokens has this?"}]}""";

    private const string Google = """{"contents":[{"role":"user","parts":[{"text":"How many tokens has this?"}]}]}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task OpenAI_s_client_gets_Google_s_vectors(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json("""{"embeddings":[{"values":[1,-2.5]},{"values":[0,1]}]}"""), s => s.Json(429, """{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}"""));
        await using var gateway = await StartAsync(engine, upstream, "gemini", "/v1beta");

        var answer = await gateway.ExchangeAsync("POST", "/v1/embeddings", """{"model":"m","input":["a","b"],"encoding_format":"base64"}""");

        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.Target.ShouldBe("/v1beta/models/up-m:batchEmbedContents");
        upstream.LastRequest.BodyText.ShouldBe(
            """{"requests":[{"model":"models/up-m","content":{"parts":[{"text":"a"}]}},{"model":"models/up-m","content":{"parts":[{"text":"b"}]}}]}""");
        var json = Json(answer);
        json.GetProperty("model").GetString().ShouldBe("m");
        json.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64().ShouldBe([0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0]);
        var record = await gateway.RecordOfAsync(answer);
        record.Flag("estimated").ShouldBe(true);
        record.Number("input_tokens").ShouldBe(json.GetProperty("usage").GetProperty("prompt_tokens").GetInt64());

        var refused = await gateway.ExchangeAsync("POST", "/v1/embeddings", """{"model":"m","input":"a"}""");
        refused.Status.ShouldBe(429);
        Json(refused).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("slow down");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Google_s_client_gets_OpenAI_s_vectors(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,1]}],"model":"t","usage":{"prompt_tokens":4,"total_tokens":4}}"""));
        await using var gateway = await StartAsync(engine, upstream, "openai-compatible", "/v1");
        const string One = """{"model":"models/m","content":{"parts":[{"text":"a"}]},"outputDimensionality":2}""";

        var single = await gateway.ExchangeAsync("POST", "/v1beta/models/m:embedContent", One);
        single.BodyText.ShouldBe("""{"embedding":{"values":[0.5,1]},"usageMetadata":{"promptTokenCount":4}}""", single.ToString());
        upstream.LastRequest.Target.ShouldBe("/v1/embeddings");
        upstream.LastRequest.BodyText.ShouldBe("""{"model":"up-m","input":["a"],"dimensions":2}""");
        (await gateway.RecordOfAsync(single)).Number("input_tokens").ShouldBe(4);

        var batch = await gateway.ExchangeAsync("POST", "/v1beta/models/m:batchEmbedContents", $$"""{"requests":[{{One}}]}""");
        batch.BodyText.ShouldBe("""{"embeddings":[{"values":[0.5,1]}],"usageMetadata":{"promptTokenCount":4}}""", batch.ToString());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Google_s_own_calls_pass_to_Google_as_they_are(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json($$"""{"target":"{{request.Target}}"}"""));
        await using var gateway = await StartAsync(engine, upstream, "gemini", "/v1beta");

        foreach (var action in (string[])["embedContent", "batchEmbedContents", "countTokens"])
        {
            (await gateway.ExchangeAsync("POST", $"/v1beta/models/m:{action}", """{"x":1}""")).BodyText
                .ShouldBe($$"""{"target":"/v1beta/models/up-m:{{action}}"}""");
            upstream.LastRequest.BodyText.ShouldBe("""{"x":1}""");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Documents_are_put_in_order_for_clients_of_Jina_s_and_of_Cohere_s_shape(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(
            """{"id":"r1","model":"t","usage":{"total_tokens":15},"results":[{"index":1,"relevance_score":0.9}]}"""));
        await using var gateway = await StartAsync(engine, upstream, "openai-compatible", "/v1");
        const string Ask = """{"model":"m","query":"q","documents":["a","b"]}""";

        var jina = await gateway.ExchangeAsync("POST", "/v1/rerank", Ask);
        jina.Status.ShouldBe(200, jina.ToString());
        upstream.LastRequest.Target.ShouldBe("/v1/rerank");
        upstream.LastRequest.BodyText.ShouldBe(Ask.Replace("\"m\"", "\"up-m\"", StringComparison.Ordinal));

        var cohere = await gateway.ExchangeAsync("POST", "/v2/rerank", Ask);
        cohere.Status.ShouldBe(200, cohere.ToString());
        Json(cohere).GetProperty("results").GetRawText().ShouldBe("""[{"index":1,"relevance_score":0.9}]""");
        upstream.LastRequest.Target.ShouldBe("/v1/rerank");
        (await gateway.RecordOfAsync(cohere)).Number("input_tokens").ShouldBe(15);
        (await gateway.RecordOfAsync(cohere)).Text("surface").ShouldBe("rerank");

        (await gateway.ExchangeAsync("POST", "/v2/rerank", """{"model":"m","query":"q"}""")).Status.ShouldBe(400);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cohere_serves_vectors_and_orders_to_clients_of_other_vendors(string engine)
    {
        const string Ranked = """{"id":"r1","results":[{"index":1,"relevance_score":0.9}],"meta":{"billed_units":{"search_units":1}}}""";
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json(request.Target == "/v2/rerank"
            ? Ranked
            : """{"id":"e1","embeddings":{"float":[[0.5,1]]},"meta":{"billed_units":{"input_tokens":7}}}"""));
        await using var gateway = await StartAsync(engine, upstream, "cohere", "");
        const string Ask = """{"model":"m","query":"q","documents":["a","b"],"return_documents":false}""";

        var jina = await gateway.ExchangeAsync("POST", "/v1/rerank", Ask);
        Json(jina).GetProperty("results").GetRawText().ShouldBe("""[{"index":1,"relevance_score":0.9}]""", jina.ToString());
        upstream.LastRequest.Target.ShouldBe("/v2/rerank");
        upstream.LastRequest.BodyText.ShouldBe("""{"model":"up-m","query":"q","documents":["a","b"]}""");

        var own = await gateway.ExchangeAsync("POST", "/v2/rerank", Ask);
        own.BodyText.ShouldBe(Ranked, own.ToString());
        upstream.LastRequest.Target.ShouldBe("/v2/rerank");
        upstream.LastRequest.BodyText.ShouldBe(Ask.Replace("\"m\"", "\"up-m\"", StringComparison.Ordinal));

        var vectors = await gateway.ExchangeAsync("POST", "/v1/embeddings", """{"model":"m","input":"a"}""");
        Json(vectors).GetProperty("data")[0].GetProperty("embedding").GetRawText().ShouldBe("[0.5,1]", vectors.ToString());
        upstream.LastRequest.Target.ShouldBe("/v2/embed");
        (await gateway.RecordOfAsync(vectors)).Number("input_tokens").ShouldBe(7);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tokens_are_counted_by_a_provider_that_counts(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json("""{"totalTokens":31}"""));
        await using var gateway = await StartAsync(engine, upstream, "gemini", "/v1beta");

        var answer = await gateway.ExchangeAsync("POST", "/v1/messages/count_tokens", Claude);

        answer.BodyText.ShouldBe("""{"input_tokens":31}""", answer.ToString());
        answer["x-tollgate-estimated"].ShouldBeNull();
        upstream.LastRequest.Target.ShouldBe("/v1beta/models/up-m:countTokens");
        (await gateway.RecordOfAsync(answer)).Number("input_tokens").ShouldBeNull("counting uses nothing");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tokens_are_counted_here_where_no_provider_does_and_nobody_is_asked(string engine)
    {
        const string Bounded = "sk-may-not-use-m-1234567890";
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("models", (string[])["m"])).Key("bounded", Bounded, ("models", (string[])["other"])));

        var claude = await gateway.ExchangeAsync("POST", "/v1/messages/count_tokens", Claude);
        claude.Status.ShouldBe(200, claude.ToString());
        claude["x-tollgate-estimated"].ShouldBe("true");
        Json(claude).GetProperty("input_tokens").GetInt64().ShouldBeInRange(8, 25);

        var sizes = new List<long>();
        foreach (var body in (string[])[Google, $$"""{"generateContentRequest":{{Google}}}""", $$"""{"generate_content_request":{{Google}}}"""])
        {
            var google = await gateway.ExchangeAsync("POST", "/v1beta/models/m:countTokens", body);
            google["x-tollgate-estimated"].ShouldBe("true", google.ToString());
            sizes.Add(Json(google).GetProperty("totalTokens").GetInt64());
        }

        sizes.Distinct().ShouldHaveSingleItem().ShouldBeInRange(5, 20);
        (await gateway.ExchangeAsync("POST", "/v1/messages/count_tokens", Claude.Replace("\"m\"", "\"none\"", StringComparison.Ordinal))).Status.ShouldBe(404);
        await using var client = await gateway.ConnectAsync();
        (await client.ExchangeAsync("POST", "/v1/messages/count_tokens", Claude, "authorization: Bearer " + Bounded)).Status.ShouldBe(403);
        upstream.Requests.ShouldBeEmpty();
        var record = await gateway.RecordOfAsync(claude);
        record.Number("input_tokens").ShouldBeNull();
        record.Text("surface").ShouldBe("count_tokens");
    }

    private static JsonElement Json(RawResponse answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.Clone();
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, string kind, string path) => RunningGateway.StartAsync(
        engine, yaml => yaml.Provider("up", upstream.Origin + path, ("kind", kind), ("models", new Dictionary<string, string> { ["m"] = "up-m" })));
}
