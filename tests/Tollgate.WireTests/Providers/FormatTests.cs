using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Tollgate.WireTests.Registry;
using Xunit;

namespace Tollgate.WireTests.Providers;

/// <summary>A provider's formats: its kind's, or those that its settings name.</summary>
public sealed class FormatTests
{
    private const string Message =
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello there"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3}}""";

    private const string Question = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"unknown_to_us":{"x":1}}""";

    [Theory]
    [InlineData("kind: vllm", "/v1", "/v1/messages")]
    [InlineData("kind: deepseek", "", "/anthropic/v1/messages")]
    [InlineData("formats: [messages]", "/llm", "/llm/messages")]
    public async Task What_a_provider_speaks_is_passed_through_byte_for_byte(string settings, string basePath, string path)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Add(
            "providers", $"{{ name: p, {settings}, base_url: '{upstream.Origin}{basePath}', api_key: {Secrets.ProviderKey}, models: [m] }}"));
        var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Question);
        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.Target.ShouldBe(path);
        upstream.LastRequest.BodyText.ShouldBe(Question);
        answer.BodyText.ShouldBe(Message);
    }

    [Fact]
    public async Task What_it_does_not_speak_is_translated()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Provider("p", upstream.Origin + "/v1", ("formats", (string[])["messages"])));
        var answer = await gateway.ChatAsync(Chat.Request("m"));
        answer.Status.ShouldBe(200, answer.ToString());
        upstream.LastRequest.Target.ShouldBe("/v1/messages");
        answer.BodyText.ShouldContain("\"chat.completion\"");
    }

    [Fact]
    public async Task By_API_formats_can_be_given_but_no_file_can_be_named()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var made = await gateway.AdminAsync(201, "POST", "/api/servers", $$"""{"name":"p","url":"{{upstream.BaseUrl}}","formats":["messages"],"models":["m"]}""");
        made.GetProperty("formats").ToString().ShouldBe("""["messages"]""");
        (await gateway.ExchangeAsync("POST", "/v1/messages", Question)).Status.ShouldBe(200);
        var refused = await gateway.AdminAsync("POST", "/api/servers", """{"name":"v","kind":"vertex","project":"p","credentials_file":"/etc/passwd","models":["m2"]}""");
        refused.Status.ShouldBe(400, refused.ToString());
        refused.BodyText.ShouldContain("credentials_file");
        refused.BodyText.ShouldNotContain("root:");
    }

    [Fact]
    public async Task By_API_the_credentials_of_clouds_are_sealed_and_never_shown()
    {
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var made = await gateway.AdminAsync(
            201,
            "POST",
            "/api/servers",
            $$"""{"name":"b","kind":"bedrock","region":"eu-west-1","access_key_id":"AKIDEXAMPLE","secret_access_key":"{{RegisteredServers.Canary}}","models":["m"]}""");
        made.GetProperty("secret_access_key").GetString().ShouldBe("***");
        made.GetProperty("access_key_id").GetString().ShouldBe("AKIDEXAMPLE");
        made.GetProperty("in_force").GetBoolean().ShouldBeTrue();
    }
}
