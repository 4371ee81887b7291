using OpenAI.Chat;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

public sealed class SdkChatTests(SdkGateways gateways)
{
    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task A_chat_and_its_stream_say_the_same(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        ChatCompletion whole = await client.CompleteChatAsync("Why is the sky blue?");

        var text = string.Empty;
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync("Why is the sky blue?"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        whole.Content[0].Text.ShouldContain("Why is the sky blue?");
        text.ShouldBe(whole.Content[0].Text);
        finish.ShouldBe(ChatFinishReason.Stop);
        usage.ShouldNotBeNull().OutputTokenCount.ShouldBe(whole.Usage.OutputTokenCount);
    }

    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task A_structured_answer_satisfies_its_schema(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient(model);
        var schema = BinaryData.FromString(
            """{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}""");
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("book", schema, jsonSchemaIsStrict: true),
        };

        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("A book")], options);

        answer.Content[0].Text.ShouldBe("""{"title":"demo title"}""");
    }

    [Theory]
    [InlineData("openai-chat-basic", "stop")]
    [InlineData("openai-chat-tools-parallel", "toolcalls")]
    [InlineData("openai-chat-refusal", "stop")]
    public async Task A_recorded_chat_is_read(string recording, string finish)
    {
        var rig = await gateways.OnAsync(Harness.Engines.All().First().Data);
        Assert.SkipUnless(TestSupport.Recordings.Available, "There are no recordings beside this checkout.");

        ChatCompletion answer = await rig.Playing(recording).GetChatClient("replay").CompleteChatAsync("Hi");

        answer.FinishReason.ToString().ShouldBe(finish, StringCompareShould.IgnoreCase);
        answer.Usage.TotalTokenCount.ShouldBeGreaterThan(0);
    }
}
