using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Usage in the words of OpenAI's responses format. Parts never exceed their whole, whatever the provider counted.</summary>
internal static class ResponsesUsage
{
    public static void Write(JsonOut json, TokenUsage usage)
    {
        var cached = Math.Min(usage.CachedInput, usage.Input);
        json.BeginObject();
        json.Name("input_tokens"u8);
        json.Number(usage.Input);
        json.Name("input_tokens_details"u8);
        json.BeginObject();
        json.Name("cached_tokens"u8);
        json.Number(cached);
        json.Name("cache_write_tokens"u8);
        json.Number(Math.Min(usage.CacheWrite, usage.Input - cached));
        json.EndObject();
        json.Name("output_tokens"u8);
        json.Number(usage.Output);
        json.Name("output_tokens_details"u8);
        json.BeginObject();
        json.Name("reasoning_tokens"u8);
        json.Number(Math.Min(usage.Reasoning, usage.Output));
        json.EndObject();
        json.Name("total_tokens"u8);
        json.Number(usage.Input + usage.Output);
        json.EndObject();
    }
}
