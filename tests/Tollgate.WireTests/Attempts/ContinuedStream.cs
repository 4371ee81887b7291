using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Attempts;

/// <summary>Streams in two dialects, and a gateway whose model goes on with them.</summary>
internal static class ContinuedStream
{
    public const string Marker = ": tollgate continued on two\n\n";

    /// <summary>The first chunk of a chat: a role and no text.</summary>
    public const string Role =
        """{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";

    public const string Finish = """{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    public const string MessageStart =
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"x","content":[],"stop_reason":null,"usage":{"input_tokens":10,"output_tokens":1}}}""";

    public const string BlockStart = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";

    public const string BlockStop = """{"type":"content_block_stop","index":0}""";

    public const string MessageDelta = """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""";

    public const string MessageStop = """{"type":"message_stop"}""";

    public static string Usage(int input, int output) =>
        $$$"""{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""";

    public static string TextDelta(string text) =>
        $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{JsonSerializer.Serialize(text)}}}}}""";

    public static string Request(string more = "") =>
        $$"""{"model":"m","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"Hi"}]{{more}}}""";

    /// <summary>One event with its name, as Anthropic writes it.</summary>
    public static UpstreamScript Named(this UpstreamScript script, string data)
    {
        using var document = JsonDocument.Parse(data);
        return script.Chunk($"event: {document.RootElement.GetProperty("type").GetString()}\ndata: {data}\n\n");
    }

    /// <summary>Two providers, <c>one</c> and <c>two</c>, that serve <c>m</c>.</summary>
    public static Task<RunningGateway> StartAsync(
        string engine, ScriptedUpstream one, ScriptedUpstream two, string kind = "vllm", string more = ", continue_stream: true", Action<GatewayYaml>? configure = null,
        string oneSecond = "first_byte_timeout_seconds") =>
        RunningGateway.StartAsync(engine, yaml =>
        {
            // What fails on purpose, again and again, is neither taken out nor too much.
            var off = new { enabled = false };
            yaml.Provider("one", one.BaseUrl, ("kind", kind), ("models", (string[])["x"]), ("health_check", off), ("breaker", off), (oneSecond, oneSecond.StartsWith("first", StringComparison.Ordinal) ? 30 : 1))
                .Provider("two", two.BaseUrl, ("kind", kind), ("models", (string[])["y"]), ("health_check", off), ("breaker", off))
                .Set("routing", "retry_minimum", 1_000)
                .Add("models", "{ name: m, targets: [{ provider: one, model: x }, { provider: two, model: y }]" + more + " }");
            configure?.Invoke(yaml);
        });

    /// <summary>The data of each event, comments left out.</summary>
    public static IReadOnlyList<string> Data(this RawResponse answer) =>
        [.. answer.BodyText.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..])];

    /// <summary>The text that a client of chats puts together.</summary>
    public static string ChatText(this RawResponse answer) => string.Concat(answer.Data().Where(data => data != "[DONE]").Select(data =>
    {
        using var chunk = JsonDocument.Parse(data);
        return chunk.RootElement.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0
            && choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "";
    }));

    /// <summary>The text that a client of messages puts together.</summary>
    public static string MessageText(this RawResponse answer) => string.Concat(answer.Data().Select(data =>
    {
        using var read = JsonDocument.Parse(data);
        return read.RootElement.TryGetProperty("delta", out var delta) && delta.TryGetProperty("text", out var text) ? text.GetString() : "";
    }));

    public static void ShouldEndWell(this RawResponse answer) =>
        (answer.Data()[^1] is "[DONE]" or MessageStop).ShouldBeTrue(answer.BodyText);
}
