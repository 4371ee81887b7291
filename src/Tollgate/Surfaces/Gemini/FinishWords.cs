using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Google's words for why an answer ended. A call of a function is an ordinary end there.</summary>
internal static class FinishWords
{
    /// <summary>The word for a call whose arguments are not what Google's are.</summary>
    public static ReadOnlySpan<byte> Malformed => "MALFORMED_FUNCTION_CALL"u8;

    public static ReadOnlySpan<byte> Of(FinishReason reason) => reason switch
    {
        FinishReason.Length => "MAX_TOKENS"u8,
        FinishReason.ContentFilter => "SAFETY"u8,
        FinishReason.Error => "OTHER"u8,
        _ => "STOP"u8,
    };
}
