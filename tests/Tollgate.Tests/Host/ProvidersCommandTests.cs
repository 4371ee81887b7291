using System.CommandLine;
using System.Text.Json;
using Shouldly;
using Tollgate.Host.Commands;
using Tollgate.Routing;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class ProvidersCommandTests : IDisposable
{
    private const string Key = "sk-never-shown-0123456789";
    private const string Good = """{"choices":[{"index":0,"message":{"role":"assistant","content":"H"},"finish_reason":"length"}]}""";
    private const string Page = "<!doctype html><html><body>Sign in</body></html>";
    private const string NoModel = """{"error":{"message":"The model `m` does not exist","type":"invalid_request_error","code":"model_not_found"}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_list_has_every_kind_as_a_table_and_as_json()
    {
        var (code, text) = await RunAsync("providers");
        code.ShouldBe(0);
        var (_, json) = await RunAsync("providers", "--json");
        var kinds = JsonDocument.Parse(json).RootElement.EnumerateArray().Select(row => row.GetProperty("kind").GetString()).ToArray();
        kinds.ShouldBe(ProviderPresets.All.Select(preset => preset.Kind));
        foreach (var preset in ProviderPresets.All) { text.ShouldContain("\n" + preset.Kind + " ", customMessage: preset.Kind); }
    }

    [Fact]
    public async Task A_provider_that_answers_is_well()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Good));
        var (code, text) = await TryAsync(upstream, "models: { fast: m1 }");
        code.ShouldBe(0);
        text.ShouldContain("chat with m1: ok, 200 in ");
        upstream.LastRequest.Target.ShouldBe("/v1/chat/completions");
        upstream.LastRequest.BodyText.ShouldBe("""{"model":"m1","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}""");
        upstream.LastRequest["authorization"].ShouldBe("Bearer " + Key);
    }

    [Fact]
    public async Task Without_a_name_the_first_of_its_own_list_is_asked()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("""{"data":[{"id":"listed"}]}"""), s => s.Json(Good));
        var (code, text) = await TryAsync(upstream, "models: ['*']");
        code.ShouldBe(0);
        text.ShouldContain("models: ok");
        text.ShouldContain("chat with listed: ok");
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-never-shown-0123456789"}}""", "The credential is refused")]
    [InlineData(403, "{}", "may not do this")]
    [InlineData(402, "{}", "no money left")]
    [InlineData(404, NoModel, "does not know the model")]
    [InlineData(404, Page, "There is no such path")]
    [InlineData(404, "", "There is no such path")]
    [InlineData(405, "", "takes no such request")]
    [InlineData(501, Page, "takes no such request")]
    [InlineData(429, "{}", "key and address are right")]
    [InlineData(503, "{}", "still loading")]
    [InlineData(500, "oops", "trouble of its own")]
    [InlineData(301, "", "final address")]
    [InlineData(400, """{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}""", "The credential is refused")]
    [InlineData(200, Page, "That is a web page")]
    [InlineData(200, """{"hello":"world"}""", "not one of this API's")]
    [InlineData(200, """{"error":{"message":"no credit"},"choices":null}""", "not one of this API's")]
    public async Task What_is_wrong_is_explained_and_no_secret_is_shown(int status, string body, string advice)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(status, body));
        var (code, text) = await TryAsync(upstream, "models: [m]");
        code.ShouldBe(1);
        text.ShouldContain("failed after");
        text.ShouldContain(advice);
        text.ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_from_a_wrong_key()
    {
        var (code, text) = await TryAsync($"http://127.0.0.1:{FreePort.Take()}/v1", "models: [m]");
        code.ShouldBe(1);
        text.ShouldContain("Nothing listens there");
    }

    [Fact]
    public async Task A_base_url_without_its_version_is_told_what_it_usually_ends_with()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(404, Page));
        var (_, text) = await TryAsync(upstream.Origin, "models: [m]");
        text.ShouldContain("it usually ends with /v1");
    }

    [Fact]
    public async Task A_page_where_a_list_of_models_should_be_is_told()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Page));
        var (code, text) = await TryAsync(upstream.Origin, "models: ['*']", "vllm");
        code.ShouldBe(1);
        text.ShouldContain("models: failed");
        text.ShouldContain("it answered 200 with a web page");
        text.ShouldContain("--model");
    }

    [Fact]
    public async Task Bedrock_is_asked_with_a_signature()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("""{"output":{"message":{"role":"assistant","content":[{"text":"H"}]}},"stopReason":"max_tokens"}"""));
        var (code, text) = await TryAsync(
            upstream.Origin, "models: ['anthropic.claude-v2:1'], region: eu-west-1, access_key_id: AKIDEXAMPLE, secret_access_key: wJalrXUtnFEMI", "bedrock", withKey: false);
        code.ShouldBe(0, text);
        upstream.LastRequest.Target.ShouldBe("/model/anthropic.claude-v2%3A1/converse");
        upstream.LastRequest["authorization"].ShouldStartWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
        upstream.LastRequest["x-amz-date"].ShouldNotBeNull();
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_nearest_one()
    {
        var (code, text) = await TryAsync("http://127.0.0.1:8081/v1", "models: [m]", name: "uq");
        code.ShouldBe(1);
        text.ShouldContain("up");
    }

    private Task<(int Code, string Text)> TryAsync(ScriptedUpstream upstream, string more) => TryAsync(upstream.BaseUrl, more);

    private Task<(int Code, string Text)> TryAsync(string url, string more, string kind = "openai-compatible", bool withKey = true, string name = "up")
    {
        var file = _folder.Write(
            "tollgate.yaml", $"providers: [{{ name: up, kind: {kind}, base_url: '{url}', {(withKey ? $"api_key: {Key}, " : "")}{more} }}]");
        return RunAsync("providers", "test", name, "--config", file);
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        var root = new RootCommand { ProvidersCommand.Create() };
        var code = await root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = output });
        return (code, output.ToString());
    }
}
