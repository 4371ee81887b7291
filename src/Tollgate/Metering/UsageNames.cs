namespace Tollgate.Metering;

/// <summary>The names that vendors give to the members of a usage object.</summary>
internal static class UsageNames
{
    /// <summary>Meaning of a number at the top of the object.</summary>
    public static UsageName Top(ReadOnlySpan<byte> key) => key.Length switch
    {
        12 => Pick(key, "input_tokens"u8, UsageName.Input, "total_tokens"u8, UsageName.Total),
        13 => Pick(key, "prompt_tokens"u8, UsageName.Input, "output_tokens"u8, UsageName.Output)
            | Pick(key, "cached_tokens"u8, UsageName.Cached, default, UsageName.None),
        15 => Pick(key, "totalTokenCount"u8, UsageName.Total, default, UsageName.None),
        16 => Pick(key, "promptTokenCount"u8, UsageName.Input, "reasoning_tokens"u8, UsageName.Reasoning),
        17 => Pick(key, "completion_tokens"u8, UsageName.Output, default, UsageName.None),
        18 => Pick(key, "thoughtsTokenCount"u8, UsageName.Reasoning, "responseTokenCount"u8, UsageName.Output),
        20 => Pick(key, "candidatesTokenCount"u8, UsageName.Output, default, UsageName.None),
        23 => Pick(key, "cache_read_input_tokens"u8, UsageName.Cached, "prompt_cache_hit_tokens"u8, UsageName.Cached)
            | Pick(key, "cachedContentTokenCount"u8, UsageName.Cached, "toolUsePromptTokenCount"u8, UsageName.ToolUse),
        27 => Pick(key, "cache_creation_input_tokens"u8, UsageName.CacheWrite, default, UsageName.None),
        _ => UsageName.None,
    };

    /// <summary>The object that splits up the prompt. OpenAI writes it with <c>token</c> and with <c>tokens</c>.</summary>
    public static bool IsInputDetails(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("prompt_tokens_details"u8) || key.SequenceEqual("input_tokens_details"u8) || key.SequenceEqual("input_token_details"u8);

    /// <summary>The object that splits up the completion.</summary>
    public static bool IsOutputDetails(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("completion_tokens_details"u8) || key.SequenceEqual("output_tokens_details"u8) || key.SequenceEqual("output_token_details"u8);

    private static UsageName Pick(ReadOnlySpan<byte> key, ReadOnlySpan<byte> a, UsageName ifA, ReadOnlySpan<byte> b, UsageName ifB) =>
        key.SequenceEqual(a) ? ifA : key.SequenceEqual(b) ? ifB : UsageName.None;
}
