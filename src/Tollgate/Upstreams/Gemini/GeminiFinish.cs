using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>finishReason</c>, by its name, or by its number where the enumerations are asked for as numbers.</summary>
internal static class GeminiFinish
{
    /// <summary>What it means; <see cref="FinishReason.Error"/> for those by which the model failed rather than ended.</summary>
    public static FinishReason Of(JsonNode reason) => reason.Whole is { } number ? OfNumber(number) : OfName(reason);

    private static FinishReason OfName(JsonNode reason) =>
        reason.Is("STOP"u8) ? FinishReason.Stop
        : reason.Is("MAX_TOKENS"u8) ? FinishReason.Length
        : reason.Is("SAFETY"u8) || reason.Is("RECITATION"u8) || reason.Is("BLOCKLIST"u8) || reason.Is("PROHIBITED_CONTENT"u8) || reason.Is("SPII"u8)
            || reason.Is("IMAGE_SAFETY"u8) || reason.Is("IMAGE_PROHIBITED_CONTENT"u8) || reason.Is("IMAGE_RECITATION"u8) || reason.Is("MODEL_ARMOR"u8)
            ? FinishReason.ContentFilter
        : FinishReason.Error;

    private static FinishReason OfNumber(long number) => number switch
    {
        1 => FinishReason.Stop,
        2 => FinishReason.Length,
        3 or 4 or 6 or 7 or 8 => FinishReason.ContentFilter,
        _ => FinishReason.Error,
    };
}
