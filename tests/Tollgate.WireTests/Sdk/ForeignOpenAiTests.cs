using System.ClientModel;
using System.Text.Json;
using OpenAI.Chat;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>OpenAI's NuGet client, with Anthropic and Google behind the gateway.</summary>
public sealed class ForeignOpenAiTests(SdkGateways gateways)
{
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly BinaryData Schema = BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city","days"],"additionalProperties":false}""");

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("get_weather", "The weather", Schema);

    [Theory]
    [MemberData(nameof(ForeignCases.ForOpenAi), MemberType = typeof(ForeignCases))]
    public async Task Whole_and_streamed_say_the_same(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        ChatCompletion whole = await client.CompleteChatAsync([new SystemChatMessage("Be kind."), new UserChatMessage("Hello")]);
        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new SystemChatMessage("Be kind."), new UserChatMessage("Hello")]))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        whole.Model.ShouldBe(model);
        text.ShouldBe(whole.Content[0].Text);
        usage.ShouldNotBeNull().OutputTokenCount.ShouldBe(whole.Usage.OutputTokenCount);
    }

    [Theory]
    [MemberData(nameof(ForeignCases.ForOpenAi), MemberType = typeof(ForeignCases))]
    public async Task A_loop_of_several_turns_with_a_picture(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        var options = new ChatCompletionOptions { Tools = { Weather } };
        var messages = new List<ChatMessage>
        {
            new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is this?"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Pixel), "image/png")),
        };
        messages.Add(new AssistantChatMessage((ChatCompletion)await client.CompleteChatAsync(messages)));
        for (var turn = 0; turn < 3; turn++)
        {
            messages.Add(new UserChatMessage("call get_weather"));
            ChatCompletion call = await client.CompleteChatAsync(messages, options);
            call.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
            using var arguments = JsonDocument.Parse(call.ToolCalls[0].FunctionArguments);
            arguments.RootElement.GetProperty("city").GetString().ShouldNotBeNullOrEmpty();
            messages.Add(new AssistantChatMessage(call));
            messages.Add(new ToolChatMessage(call.ToolCalls[0].Id, "clear"));
            ChatCompletion said = await client.CompleteChatAsync(messages, options);
            said.FinishReason.ShouldBe(ChatFinishReason.Stop);
            messages.Add(new AssistantChatMessage(said));
        }
    }

    [Theory]
    [MemberData(nameof(ForeignCases.ForOpenAi), MemberType = typeof(ForeignCases))]
    public async Task A_structured_answer_satisfies_its_schema(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("weather", Schema, jsonSchemaIsStrict: true) };
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("Hello")], options);

        using var json = JsonDocument.Parse(answer.Content[0].Text);
        json.RootElement.GetProperty("days").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Theory]
    [MemberData(nameof(ForeignCases.ForOpenAi), MemberType = typeof(ForeignCases))]
    public async Task A_refusal_is_an_exception_with_its_status(string engine, string model)
    {
        var refusing = model.Split('-')[0] + "-refuses-400";
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(refusing);

        (await Should.ThrowAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("Hi")]))).Status.ShouldBe(400);
    }

    [Theory]
    [MemberData(nameof(Harness.Engines.All), MemberType = typeof(Harness.Engines))]
    public async Task A_model_that_thinks_gets_its_signatures_back(string engine)
    {
        var rig = await gateways.OnAsync(engine);
        foreach (var model in new[] { "thinks-claude", "thinks-gemini" })
        {
            var client = rig.Client().GetChatClient(model);
            var options = new ChatCompletionOptions
            {
                Tools = { ChatTool.CreateFunctionTool("step", "A step", BinaryData.FromString("""{"type":"object","properties":{"n":{"type":"integer"}}}""")) },
#pragma warning disable OPENAI001 // The SDK calls its reasoning settings experimental.
                ReasoningEffortLevel = ChatReasoningEffortLevel.Medium,
#pragma warning restore OPENAI001
            };
            var messages = new List<ChatMessage> { new UserChatMessage("Go") };
            ChatCompletion answer = await client.CompleteChatAsync(messages, options);
            for (var turn = 1; turn <= 3; turn++)
            {
                answer.ToolCalls.Count.ShouldBe(1);
                messages.Add(new AssistantChatMessage(answer));
                messages.Add(new ToolChatMessage(answer.ToolCalls[0].Id, "ok"));
                answer = await client.CompleteChatAsync(messages, options);
            }

            answer.Content[0].Text.ShouldBe("Done.");
        }

        rig.ShouldHaveEverySignature();
    }
}
