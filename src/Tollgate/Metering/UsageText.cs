using System.Globalization;
using System.Text;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>A usage object as a dialect has it, for a sum that no provider reported.</summary>
internal static class UsageText
{
    public static byte[] Write(Dialect dialect, TokenUsage usage) =>
        Encoding.UTF8.GetBytes(dialect == Dialect.Anthropic ? Anthropic(usage) : OpenAi(usage));

    private static string Anthropic(TokenUsage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"input_tokens":{{usage.Input - usage.CachedInput - usage.CacheWrite}},"cache_creation_input_tokens":{{usage.CacheWrite}},"cache_read_input_tokens":{{usage.CachedInput}},"output_tokens":{{usage.Output}}}""");

    private static string OpenAi(TokenUsage usage)
    {
        var cached = usage.CachedInput == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $$""","prompt_tokens_details":{"cached_tokens":{{usage.CachedInput}}}""");
        var reasoning = usage.Reasoning == 0
            ? "" : string.Create(CultureInfo.InvariantCulture, $$""","completion_tokens_details":{"reasoning_tokens":{{usage.Reasoning}}}""");
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"prompt_tokens":{{usage.Input}},"completion_tokens":{{usage.Output}},"total_tokens":{{usage.Input + usage.Output}}{{cached}}{{reasoning}}}""");
    }
}
