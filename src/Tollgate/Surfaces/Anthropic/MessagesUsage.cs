using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Usage as this vendor counts it: what was read from the prompt cache and what was written to it stand beside the input, not in it.</summary>
internal static class MessagesUsage
{
    /// <summary>The usage object.</summary>
    /// <param name="usage">Tokens; null where nobody counted.</param>
    /// <param name="context">Has the estimate that stands for the input where nobody counted.</param>
    /// <param name="isTotal">Of a whole answer or the beginning of a stream, which also tell how long the cache lives; the end of a stream does not.</param>
    public static void Write(TokenUsage? usage, AnswerContext context, bool isTotal)
    {
        var json = context.Out;
        var counted = usage ?? new TokenUsage { Input = context.EstimatedInput };
        json.BeginObject();
        Number(json, "input_tokens"u8, Math.Max(0, counted.Input - counted.CachedInput - counted.CacheWrite));
        Number(json, "cache_creation_input_tokens"u8, counted.CacheWrite);
        Number(json, "cache_read_input_tokens"u8, counted.CachedInput);
        if (isTotal)
        {
            json.Name("cache_creation"u8);
            json.BeginObject();
            Number(json, "ephemeral_5m_input_tokens"u8, Math.Max(0, counted.CacheWrite - counted.CacheWrite1h));
            Number(json, "ephemeral_1h_input_tokens"u8, counted.CacheWrite1h);
            json.EndObject();
        }

        Number(json, "output_tokens"u8, counted.Output);
        if (counted.Reasoning > 0)
        {
            json.Name("output_tokens_details"u8);
            json.BeginObject();
            Number(json, "thinking_tokens"u8, counted.Reasoning);
            json.EndObject();
        }

        if (counted.Searches > 0)
        {
            json.Name("server_tool_use"u8);
            json.BeginObject();
            Number(json, "web_search_requests"u8, counted.Searches);
            Number(json, "web_fetch_requests"u8, 0);
            json.EndObject();
        }

        if (isTotal)
        {
            json.Name("service_tier"u8);
            json.Ascii("standard"u8);
        }

        json.EndObject();
    }

    private static void Number(JsonOut json, ReadOnlySpan<byte> name, long value)
    {
        json.Name(name);
        json.Number(value);
    }
}
