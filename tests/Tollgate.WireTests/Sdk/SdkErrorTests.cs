#pragma warning disable OPENAI001 // the client marks newer parts of the API as experimental
using System.ClientModel;
using System.Diagnostics;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Shouldly;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>The client has one class of errors, <see cref="ClientResultException"/>, which carries the status and the gateway's words.</summary>
public sealed class SdkErrorTests(SdkGateways gateways)
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_gateways_own_refusals_carry_their_status_and_code(string engine)
    {
        var rig = await gateways.OnAsync(engine);

        await ShouldFailAsync(rig.Client(key: "sk-wrong"), "demo", 401, "AUTH_INVALID_TOKEN");
        await ShouldFailAsync(rig.Client(key: SdkRig.NarrowKey), "mock", 403, "FORBIDDEN");
        await ShouldFailAsync(rig.Client(), "nobody-has-this", 404, "MODEL_NOT_FOUND");
        await ShouldFailAsync(rig.Client(), "unreachable", 503, "UPSTREAM_UNAVAILABLE");
        await ShouldFailAsync(rig.Client(), "late", 504, "UPSTREAM_TIMEOUT");
        await ShouldFailAsync(rig.Client(), "demo-reset", 502, "UPSTREAM_ERROR");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task The_providers_errors_pass_through(int status)
    {
        var rig = await gateways.OnAsync(Engines.All().First().Data);

        await ShouldFailAsync(rig.Client(), $"demo-{status}", status, "ordered");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_is_over_its_limit_comes_back_when_it_is_told(string engine)
    {
        await using var rig = await SdkRig.StartAsync(engine);
        await rig.Client(key: SdkRig.LimitedKey).GetChatClient("demo").CompleteChatAsync("Hi");
        await ShouldFailAsync(rig.Client(key: SdkRig.LimitedKey), "demo", 429, "RATE_LIMIT_EXCEEDED");

        var began = Stopwatch.GetTimestamp();
        await rig.Client(key: SdkRig.LimitedKey, retries: 3).GetChatClient("demo").CompleteChatAsync("Hi");

        Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.3), "the limit refills one request a second");
    }

    /// <summary>This client has no errors inside chat streams, not OpenAI's own either: what it shows is a stream without an end's reason.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_chat_stream_that_breaks_has_no_reason_to_finish(string engine)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetChatClient("demo-cut");
        var text = string.Empty;
        ChatFinishReason? finish = null;

        await foreach (var update in client.CompleteChatStreamingAsync("Hi"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
        }

        text.ShouldNotBeEmpty();
        finish.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_response_stream_that_breaks_ends_with_an_error(string engine)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetResponsesClient();
        StreamingResponseUpdate? last = null;

        await foreach (var update in await client.CreateResponseStreamingAsync("demo-cut", "Hi"))
        {
            last = update;
        }

        last.ShouldBeOfType<StreamingResponseErrorUpdate>().Code.ShouldBe("UPSTREAM_ERROR");
    }

    private static async Task ShouldFailAsync(OpenAIClient client, string model, int status, string words)
    {
        var failure = await Should.ThrowAsync<ClientResultException>(async () => await client.GetChatClient(model).CompleteChatAsync("Hi"));

        failure.Status.ShouldBe(status, model);
        failure.Message.ShouldContain(words);
    }
}
