using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Usage in the words of OpenAI's chat format, which are inclusive as ours are.</summary>
internal static class ChatUsage
{
    public static void Write(JsonOut json, TokenUsage usage)
    {
        json.BeginObject();
        Count(json, "prompt_tokens"u8, usage.Input);
        Count(json, "completion_tokens"u8, usage.Output);
        Count(json, "total_tokens"u8, usage.Input + usage.Output); // clients add up; some vendors' totals count what their parts do not
        json.Name("prompt_tokens_details"u8);
        json.BeginObject();
        Count(json, "cached_tokens"u8, usage.CachedInput);
        CountIfAny(json, "cache_write_tokens"u8, usage.CacheWrite);
        Count(json, "audio_tokens"u8, usage.AudioInput);
        CountIfAny(json, "image_tokens"u8, usage.ImageInput);
        json.EndObject();
        json.Name("completion_tokens_details"u8);
        json.BeginObject();
        Count(json, "reasoning_tokens"u8, Math.Min(usage.Reasoning, usage.Output)); // some vendors count one token more
        Count(json, "audio_tokens"u8, usage.AudioOutput);
        CountIfAny(json, "image_tokens"u8, usage.ImageOutput);
        Count(json, "accepted_prediction_tokens"u8, 0);
        Count(json, "rejected_prediction_tokens"u8, 0);
        json.EndObject();
        json.EndObject();
    }

    private static void Count(JsonOut json, ReadOnlySpan<byte> name, long count)
    {
        json.Name(name);
        json.Number(count);
    }

    private static void CountIfAny(JsonOut json, ReadOnlySpan<byte> name, long count)
    {
        if (count > 0)
        {
            Count(json, name, count);
        }
    }
}
