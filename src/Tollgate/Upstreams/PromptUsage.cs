using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Upstreams;

/// <summary>Usage of operations that read and do not write, in the words of OpenAI's format.</summary>
internal static class PromptUsage
{
    /// <summary>The tokens; of a vendor that gives a total alone, as Jina does, all of it is prompt. None where there is neither.</summary>
    public static TokenUsage Read(JsonNode usage) =>
        (usage["prompt_tokens"u8].Whole ?? usage["total_tokens"u8].Whole) is { } tokens and >= 0
            ? new TokenUsage { Input = tokens, Total = tokens, Source = UsageSource.Reported }
            : default;
}
