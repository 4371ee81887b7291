using System.Text.Json;

namespace Tollgate.WireTests.Harness;

/// <summary>Bodies of chat completions.</summary>
internal static class Chat
{
    /// <summary>An answer with 9 input and 3 output tokens.</summary>
    public const string Answer =
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""";

    /// <summary>A complete request.</summary>
    public static string Request(string model = "m", bool stream = false, string content = "Hi") =>
        $$"""{"model":{{JsonSerializer.Serialize(model)}},"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":{{JsonSerializer.Serialize(content)}}}]}""";

    /// <summary>The payload of one streamed event with a piece of text.</summary>
    public static string Delta(string text) =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":{{JsonSerializer.Serialize(text)}}},"finish_reason":null}]}""";
}
