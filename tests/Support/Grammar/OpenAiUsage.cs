using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>OpenAI's usage objects.</summary>
internal static class OpenAiUsage
{
    /// <summary>Of chat and completions.</summary>
    public static UsageSeen OfChat(JsonElement usage) => Read(usage, "prompt_tokens", "prompt_tokens_details", "completion_tokens", "completion_tokens_details");

    /// <summary>Of responses, where the details are required.</summary>
    public static UsageSeen OfResponses(JsonElement usage)
    {
        Must.Count(Must.Has(usage, "input_tokens_details"), "cached_tokens");
        Must.Count(Must.Has(usage, "output_tokens_details"), "reasoning_tokens");
        return Read(usage, "input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details");
    }

    private static UsageSeen Read(JsonElement usage, string inputName, string inputDetails, string outputName, string outputDetails)
    {
        Must.Object(usage, "usage");
        var input = Must.Count(usage, inputName);
        var output = Must.Count(usage, outputName);
        var of = usage.TryGetProperty(inputDetails, out var details) ? details : default;
        var cached = Must.CountOrNone(of, "cached_tokens");
        var written = Must.CountOrNone(of, "cache_write_tokens");
        var reasoning = Must.CountOrNone(usage.TryGetProperty(outputDetails, out var more) ? more : default, "reasoning_tokens");
        Must.Be(Must.Count(usage, "total_tokens") == input + output, $"the total is not the sum: {Must.Cut(usage)}");
        Must.Be(cached + written <= input && reasoning <= output, $"a part exceeds the whole: {Must.Cut(usage)}");
        return new UsageSeen(input, cached, written, output, reasoning);
    }
}
