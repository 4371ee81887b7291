using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>What the words of <c>finish_reason</c> mean, OpenAI's and those of its copies.</summary>
internal static class FinishWords
{
    /// <summary>A word that is not known means that the model stopped.</summary>
    public static FinishReason Read(JsonNode word) =>
        word.Is("stop"u8) ? FinishReason.Stop
        : word.Is("tool_calls"u8) || word.Is("function_call"u8) || word.Is("tool_call"u8) || word.Is("tool_use"u8) ? FinishReason.ToolCalls
        : word.Is("length"u8) || word.Is("max_tokens"u8) || word.Is("model_length"u8) || word.Is("model_context_window_exceeded"u8) ? FinishReason.Length
        : word.Is("content_filter"u8) || word.Is("sensitive"u8) ? FinishReason.ContentFilter
        : word.Is("stop_sequence"u8) ? FinishReason.StopSequence
        : word.Is("error"u8) || word.Is("network_error"u8) || word.Is("insufficient_system_resource"u8) || word.Is("abort"u8) ? FinishReason.Error
        : FinishReason.Stop;
}
