using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's words for why an answer ended.</summary>
internal static class ChatFinish
{
    /// <summary>The word.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="hasCalls">The answer calls tools. Some providers say that they stopped and mean that.</param>
    /// <param name="isLegacy">The client declared functions the old way.</param>
    public static ReadOnlySpan<byte> Word(FinishReason reason, bool hasCalls, bool isLegacy) => reason switch
    {
        FinishReason.Length => "length"u8,
        FinishReason.ContentFilter => "content_filter"u8,
        _ when hasCalls => isLegacy ? "function_call"u8 : "tool_calls"u8,
        _ => "stop"u8,
    };
}
