using System.Text.Json;
using OpenAI.Chat;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

public sealed class SdkToolTests(SdkGateways gateways)
{
    private const int Turns = 3;

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("get_weather", "The weather", BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city","days"]}"""));

    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task A_loop_of_several_turns_calls_and_answers_a_tool(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        var options = new ChatCompletionOptions { Tools = { Weather } };
        var messages = new List<ChatMessage>();
        for (var turn = 0; turn < Turns; turn++)
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
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task A_streamed_call_arrives_in_pieces_that_add_up(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        var options = new ChatCompletionOptions { Tools = { Weather }, ToolChoice = ChatToolChoice.CreateRequiredChoice() };

        string? name = null;
        var arguments = string.Empty;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Go")], options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                name ??= call.FunctionName;
                arguments += call.FunctionArgumentsUpdate?.ToString();
            }
        }

        name.ShouldBe("get_weather");
        using var json = JsonDocument.Parse(arguments);
        json.RootElement.GetProperty("days").ValueKind.ShouldBe(JsonValueKind.Number);
    }
}
