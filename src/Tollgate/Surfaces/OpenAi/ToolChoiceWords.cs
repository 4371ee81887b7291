using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's words for whether a model shall call tools.</summary>
internal static class ToolChoiceWords
{
    /// <summary>What a word means; unset for any other.</summary>
    public static ToolChoiceKind Of(JsonNode word) =>
        word.Is("auto"u8) ? ToolChoiceKind.Auto
        : word.Is("none"u8) ? ToolChoiceKind.None
        : word.Is("required"u8) ? ToolChoiceKind.Required
        : ToolChoiceKind.Unset;
}
