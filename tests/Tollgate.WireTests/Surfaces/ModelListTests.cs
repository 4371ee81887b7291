using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Surfaces;

/// <summary>The models, in the shape of whoever asks.</summary>
public sealed class ModelListTests
{
    private const string Anthropic = "anthropic-version: 2023-06-01";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_client_reads_the_models_in_its_own_vendor_s_shape(string engine)
    {
        await using var gateway = await StartAsync(engine);
        string Google(string key) => "x-goog-api-key: " + key;

        var openai = await JsonAsync(gateway, "/v1/models");
        openai.GetProperty("object").GetString().ShouldBe("list");
        openai.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ShouldBe(["a", "org/b", "text-embed"]);

        var anthropic = await JsonAsync(gateway, "/v1/models", Anthropic);
        anthropic.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        anthropic.GetProperty("first_id").GetString().ShouldBe("a");
        anthropic.GetProperty("last_id").GetString().ShouldBe("text-embed");
        var first = anthropic.GetProperty("data")[0];
        first.GetProperty("type").GetString().ShouldBe("model");
        first.GetProperty("id").GetString().ShouldBe("a");
        first.GetProperty("display_name").GetString().ShouldBe("a");
        first.GetProperty("created_at").GetDateTimeOffset().ToUnixTimeSeconds().ShouldBe(0);
        first.GetProperty("max_input_tokens").GetInt64().ShouldBe(4096);

        foreach (var (path, headers) in ((string, string[])[])[("/v1beta/models", []), ("/v1/models", [Google(gateway.Key)])])
        {
            var google = await JsonAsync(gateway, path, headers);
            google.TryGetProperty("nextPageToken", out _).ShouldBeFalse();
            var models = google.GetProperty("models");
            models.EnumerateArray().Select(m => m.GetProperty("name").GetString()).ShouldBe(["models/a", "models/org/b", "models/text-embed"]);
            models[0].GetProperty("inputTokenLimit").GetInt64().ShouldBe(4096);
            models[0].GetProperty("supportedGenerationMethods")[0].GetString().ShouldBe("generateContent");
            models[2].GetProperty("supportedGenerationMethods")[0].GetString().ShouldBe("embedContent");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task One_model_is_told_of_in_the_client_s_shape_and_so_is_none(string engine)
    {
        await using var gateway = await StartAsync(engine);

        (await JsonAsync(gateway, "/v1/models/org%2Fb")).GetProperty("id").GetString().ShouldBe("org/b");
        (await JsonAsync(gateway, "/v1/models/org%2Fb", Anthropic)).GetProperty("type").GetString().ShouldBe("model");
        (await JsonAsync(gateway, "/v1beta/models/org%2Fb")).GetProperty("name").GetString().ShouldBe("models/org/b");

        (await gateway.ExchangeAsync("GET", "/v1/models/none", null)).ShouldBeError(404, "MODEL_NOT_FOUND");
        var anthropic = await gateway.ExchangeAsync("GET", "/v1/models/none", null, Anthropic);
        anthropic.Status.ShouldBe(404);
        anthropic.BodyText.ShouldContain("\"type\":\"error\"");
        var google = await gateway.ExchangeAsync("GET", "/v1beta/models/none", null);
        google.Status.ShouldBe(404);
        google.BodyText.ShouldContain("\"status\":\"NOT_FOUND\"");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Lists_are_read_page_by_page(string engine)
    {
        await using var gateway = await StartAsync(engine);

        var one = await JsonAsync(gateway, "/v1/models?limit=2", Anthropic);
        Ids(one).ShouldBe(["a", "org/b"]);
        one.GetProperty("has_more").GetBoolean().ShouldBeTrue();
        var two = await JsonAsync(gateway, "/v1/models?limit=2&after_id=org%2Fb", Anthropic);
        Ids(two).ShouldBe(["text-embed"]);
        two.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        Ids(await JsonAsync(gateway, "/v1/models?limit=1&before_id=text-embed", Anthropic)).ShouldBe(["org/b"]);

        var google = await JsonAsync(gateway, "/v1beta/models?pageSize=2");
        google.GetProperty("models").GetArrayLength().ShouldBe(2);
        var next = await JsonAsync(gateway, "/v1beta/models?pageSize=2&pageToken=" + google.GetProperty("nextPageToken").GetString());
        next.GetProperty("models")[0].GetProperty("name").GetString().ShouldBe("models/text-embed");
        next.TryGetProperty("nextPageToken", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v1/models?limit=0")]
    [InlineData("/v1/models?limit=1001")]
    [InlineData("/v1/models?limit=x")]
    [InlineData("/v1/models?after_id=none")]
    [InlineData("/v1/models?before_id=none")]
    [InlineData("/v1beta/models?pageSize=-1")]
    [InlineData("/v1beta/models?pageToken=!!")]
    [InlineData("/v1beta/models?pageToken=YQ==")]
    [InlineData("/v1beta/models?pageToken=bm9uZQ")]
    public async Task A_page_that_is_none_is_refused(string path)
    {
        await using var gateway = await StartAsync(Engines.Sockets);
        var expected = path.EndsWith("YQ==", StringComparison.Ordinal) ? 200 : 400; // padding is not wrong

        (await gateway.ExchangeAsync("GET", path, null, path.StartsWith("/v1/", StringComparison.Ordinal) ? [Anthropic] : [])).Status.ShouldBe(expected, path);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Where_no_model_is_named_here_the_list_is_the_provider_s_own(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json($$"""{"target":"{{request.Target}}"}"""));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("claude", upstream.Origin + "/v1", ("kind", "anthropic"))
            .Provider("google", upstream.Origin + "/v1beta", ("kind", "gemini")));

        (await gateway.ExchangeAsync("GET", "/v1/models?limit=5", null, Anthropic)).BodyText.ShouldContain("\"/v1/models?limit=5\"");
        (await gateway.ExchangeAsync("GET", "/v1beta/models", null)).BodyText.ShouldContain("\"/v1beta/models\"");
        (await gateway.ExchangeAsync("GET", "/v1beta/models/gemini-x", null)).BodyText.ShouldContain("\"/v1beta/models/gemini-x\"");
    }

    private static string?[] Ids(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString())];

    private static async Task<JsonElement> JsonAsync(RunningGateway gateway, string path, params string[] headers)
    {
        var answer = await gateway.ExchangeAsync("GET", path, null, headers);
        answer.Status.ShouldBe(200, answer.ToString());
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.Clone();
    }

    private static Task<RunningGateway> StartAsync(string engine) => RunningGateway.StartAsync(engine, yaml => yaml
        .Provider("up", "http://127.0.0.1:18999/v1", ("models", (string[])["a", "org/b", "text-embed"]))
        .Add("models", "{ name: a, targets: [ { provider: up, model: a, capabilities: { context: 4096 } } ] }"));
}
