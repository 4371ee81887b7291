using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// Models of the messages format, as data: where they differ in what a request may say. Taken from the vendor's own list of models and their
/// capabilities. A Claude that is newer than this list is taken for the newest in it.
/// </summary>
internal static class ClaudeModels
{
    /// <summary>The rows; the first whose prefix fits counts.</summary>
    public static IReadOnlyList<ClaudeModel> All { get; } =
    [
        new() { Prefix = "claude-3-7", MaxOutput = 64_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-3-5", MaxOutput = 8_192, Thinking = ThinkingStyle.None, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-3", MaxOutput = 4_096, Thinking = ThinkingStyle.None, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-2", MaxOutput = 4_096, Thinking = ThinkingStyle.None, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-instant", MaxOutput = 4_096, Thinking = ThinkingStyle.None, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-opus-4-0", MaxOutput = 32_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-opus-4-2025", MaxOutput = 32_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-opus-4@", MaxOutput = 32_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-sonnet-4-0", MaxOutput = 64_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-sonnet-4-2025", MaxOutput = 64_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-sonnet-4@", MaxOutput = 64_000, TakesSchema = false, TakesOneOfBoth = false },
        new() { Prefix = "claude-opus-4-1", MaxOutput = 32_000 },
        new() { Prefix = "claude-opus-4-5", MaxOutput = 64_000, MaxEffort = Effort.High },
        new() { Prefix = "claude-sonnet-4-5", MaxOutput = 64_000 },
        new() { Prefix = "claude-haiku-4-5", MaxOutput = 64_000 },
        new() { Prefix = "claude-opus-4-6", MaxOutput = 128_000, Thinking = ThinkingStyle.BudgetOrAdaptive, MaxEffort = Effort.Max },
        new() { Prefix = "claude-sonnet-4-6", MaxOutput = 128_000, Thinking = ThinkingStyle.BudgetOrAdaptive, MaxEffort = Effort.Max },
        new() { Prefix = "claude-", MaxOutput = 128_000, Thinking = ThinkingStyle.Adaptive, MaxEffort = Effort.Max, TakesSampling = false },

        // Models of other vendors behind this format: DeepSeek, Moonshot, Zhipu, MiniMax, vLLM, SGLang.
        new() { Prefix = "", MaxOutput = 8_192, TakesSchema = false, TakesOneOfBoth = false },
    ];

    /// <summary>The row for a model by the provider's name of it, such as <c>us.anthropic.claude-sonnet-4-5-20250929-v1:0</c>.</summary>
    public static ClaudeModel Find(string model)
    {
        var at = model.IndexOf("claude-", StringComparison.OrdinalIgnoreCase);
        var name = at < 0 ? model : model[at..].Replace('.', '-');
        foreach (var row in All)
        {
            if (name.StartsWith(row.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                return row;
            }
        }

        return All[^1];
    }
}
