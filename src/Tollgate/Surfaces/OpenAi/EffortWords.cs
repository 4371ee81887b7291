using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's words for how hard a model shall think.</summary>
internal static class EffortWords
{
    /// <summary>What a word means; unset for any other.</summary>
    public static Effort Of(JsonNode word) =>
        word.Is("none"u8) ? Effort.None
        : word.Is("minimal"u8) ? Effort.Minimal
        : word.Is("low"u8) ? Effort.Low
        : word.Is("medium"u8) ? Effort.Medium
        : word.Is("high"u8) ? Effort.High
        : word.Is("xhigh"u8) || word.Is("max"u8) ? Effort.Max
        : Effort.Unset;
}
