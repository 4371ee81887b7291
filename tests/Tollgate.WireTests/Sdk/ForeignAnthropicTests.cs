using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>Anthropic's NuGet client, which validates what it is given, with OpenAI and Google behind the gateway.</summary>
public sealed class ForeignAnthropicTests(SdkGateways gateways)
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city","days"],"additionalProperties":false}""";

    [Theory]
    [MemberData(nameof(ForeignCases.ForAnthropic), MemberType = typeof(ForeignCases))]
    public async Task Whole_and_streamed_say_the_same(string engine, string model)
    {
        using var client = await ClientAsync(engine);
        var asked = Ask(model, """[{"role":"user","content":"Hello"}]""", """{"system":"Be kind."}""");
        var whole = await client.Messages.Create(asked);
        var text = "";
        var output = 0L;
        await foreach (var item in client.Messages.CreateStreaming(asked))
        {
            if (item.TryPickContentBlockDelta(out var piece) && piece.Delta.TryPickText(out var delta))
            {
                text += delta.Text;
            }

            output = item.TryPickDelta(out var end) ? end.Usage.OutputTokens : output;
        }

        TextOf(whole).ShouldContain("Hello");
        text.ShouldBe(TextOf(whole));
        output.ShouldBe(whole.Usage.OutputTokens);
        whole.StopReason!.Value().ShouldBe(StopReason.EndTurn);
    }

    [Theory]
    [MemberData(nameof(ForeignCases.ForAnthropic), MemberType = typeof(ForeignCases))]
    public async Task A_loop_of_several_turns_with_a_picture(string engine, string model)
    {
        using var client = await ClientAsync(engine);
        var messages = JsonNode.Parse(
            $$"""[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{Pixel}}"} },{"type":"text","text":"What is this?"}]}]""")!.AsArray();
        var more = $$"""{"tools":[{"name":"get_weather","input_schema":{{Schema}}}]}""";
        messages.Add(Assistant(await client.Messages.Create(Ask(model, messages.ToJsonString(), more))));
        for (var turn = 0; turn < 3; turn++)
        {
            messages.Add(JsonNode.Parse("""{"role":"user","content":"call get_weather"}"""));
            var first = await client.Messages.Create(Ask(model, messages.ToJsonString(), more));
            first.StopReason!.Value().ShouldBe(StopReason.ToolUse);
            var call = CallOf(first);
            call.Input.Keys.ShouldBe(["city", "days"], ignoreOrder: true);
            messages.Add(Assistant(first));
            messages.Add(Result(call.ID));
            var said = await client.Messages.Create(Ask(model, messages.ToJsonString(), more));
            said.StopReason!.Value().ShouldBe(StopReason.EndTurn);
            messages.Add(Assistant(said));
        }
    }

    [Theory]
    [MemberData(nameof(ForeignCases.ForAnthropic), MemberType = typeof(ForeignCases))]
    public async Task A_structured_answer_satisfies_its_schema(string engine, string model)
    {
        using var client = await ClientAsync(engine);
        var answer = await client.Messages.Create(
            Ask(model, """[{"role":"user","content":"Hello"}]""", $$$$"""{"output_config":{"format":{"type":"json_schema","schema":{{{{Schema}}}}}}}"""));

        using var json = JsonDocument.Parse(TextOf(answer));
        json.RootElement.GetProperty("days").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Theory]
    [MemberData(nameof(ForeignCases.Thinking), MemberType = typeof(ForeignCases))]
    public async Task A_model_that_thinks_gets_its_signatures_back(string engine, string model)
    {
        using var client = await ClientAsync(engine);
        var messages = JsonNode.Parse("""[{"role":"user","content":"Go"}]""")!.AsArray();
        const string More = """{"thinking":{"type":"enabled","budget_tokens":1024},"tools":[{"name":"step","input_schema":{"type":"object","properties":{"n":{"type":"integer"}}}}]}""";
        for (var turn = 1; turn <= 3; turn++)
        {
            var answer = await client.Messages.Create(Ask(model, messages.ToJsonString(), More));
            answer.Content[0].TryPickThinking(out var thinking).ShouldBeTrue();
            thinking!.Thinking.ShouldStartWith("Thought");
            thinking.Signature.ShouldNotBeNullOrEmpty();
            messages.Add(Assistant(answer));
            messages.Add(Result(CallOf(answer).ID));
        }

        TextOf(await client.Messages.Create(Ask(model, messages.ToJsonString(), More))).ShouldBe("Done.");
        (await gateways.OnAsync(engine)).ShouldHaveEverySignature();
    }

    [Theory]
    [MemberData(nameof(Harness.Engines.All), MemberType = typeof(Harness.Engines))]
    public async Task Tokens_are_counted_by_google(string engine)
    {
        using var client = await ClientAsync(engine);
        var count = await client.Messages.CountTokens(MessageCountTokensParams.FromRawUnchecked(
            Nothing, Nothing, Members("""{"model":"gemini-demo","messages":[{"role":"user","content":"Hello"}]}""")));

        count.InputTokens.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Harness.Engines.All), MemberType = typeof(Harness.Engines))]
    public async Task Refusals_have_their_classes(string engine)
    {
        using var client = await ClientAsync(engine);
        Task<Message> AskAsync(string model) => client.Messages.Create(Ask(model, """[{"role":"user","content":"Hi"}]"""));

        await Should.ThrowAsync<AnthropicBadRequestException>(() => AskAsync("gemini-refuses-400"));
        await Should.ThrowAsync<AnthropicNotFoundException>(() => AskAsync("nobody-has-this"));
    }

    [Theory]
    [MemberData(nameof(Harness.Engines.All), MemberType = typeof(Harness.Engines))]
    public async Task Leaving_a_stream_ends_the_call_of_the_other_vendor(string engine)
    {
        var rig = await gateways.OnAsync(engine);
        using var client = await ClientAsync(engine);
        var before = rig.Hanging.Aborts;
        await foreach (var item in client.Messages.CreateStreaming(Ask("hang", """[{"role":"user","content":"Hi"}]""")))
        {
            if (item.TryPickContentBlockDelta(out _))
            {
                break;
            }
        }

        await TestSupport.Eventually.TrueAsync(() => rig.Hanging.Aborts > before);
    }

    private static IReadOnlyDictionary<string, JsonElement> Nothing { get; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    private async Task<AnthropicClient> ClientAsync(string engine)
    {
        var gateway = (await gateways.OnAsync(engine)).Gateway;
        return new AnthropicClient(new ClientOptions
        {
            BaseUrl = gateway.BaseUrl.GetLeftPart(UriPartial.Authority), ApiKey = gateway.Key, MaxRetries = 0, ResponseValidation = true, Timeout = TimeSpan.FromSeconds(60),
        });
    }

    private static MessageCreateParams Ask(string model, string messages, string more = "{}")
    {
        var body = JsonNode.Parse(more)!.AsObject();
        body["model"] = model;
        body["max_tokens"] = 2000;
        body["messages"] = JsonNode.Parse(messages);
        return MessageCreateParams.FromRawUnchecked(Nothing, Nothing, Members(body.ToJsonString()));
    }

    private static Dictionary<string, JsonElement> Members(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone(), StringComparer.Ordinal);
    }

    private static string TextOf(Message message) => string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));

    private static ToolUseBlock CallOf(Message message) => message.Content.Select(block => block.TryPickToolUse(out var call) ? call : null).First(call => call is not null)!;

    private static JsonObject Assistant(Message message) => new()
    {
        ["role"] = "assistant", ["content"] = new JsonArray([.. message.Content.Select(block => JsonNode.Parse(block.Json.GetRawText()))]),
    };

    private static JsonNode Result(string id) => JsonNode.Parse($$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{id}}","content":"ok"}]}""")!;
}
