#pragma warning disable OPENAI001 // the client marks newer parts of the API as experimental
using OpenAI.Responses;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

public sealed class SdkResponsesTests(SdkGateways gateways)
{
    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task A_response_and_its_stream_say_the_same(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetResponsesClient();
        ResponseResult whole = await client.CreateResponseAsync(model, "Tell me a joke");

        var text = string.Empty;
        ResponseResult? completed = null;
        var numbers = new List<int>();
        await foreach (var update in await client.CreateResponseStreamingAsync(model, "Tell me a joke"))
        {
            numbers.Add(update.SequenceNumber);
            text += (update as StreamingResponseOutputTextDeltaUpdate)?.Delta;
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        text.ShouldBe(whole.GetOutputText());
        completed.ShouldNotBeNull().Usage.OutputTokenCount.ShouldBe(whole.Usage.OutputTokenCount);
        numbers.ShouldBe(Enumerable.Range(0, numbers.Count));
    }
}
