using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Cohere's <c>meta</c>: what is billed.</summary>
internal static class CohereUnits
{
    /// <summary>The tokens, those that are billed before those that were counted; pictures count as input.</summary>
    public static TokenUsage Read(JsonNode meta)
    {
        var units = meta["billed_units"u8];
        var input = units["input_tokens"u8].Whole ?? meta["tokens"u8]["input_tokens"u8].Whole;
        var images = Math.Max(0, units["image_tokens"u8].Whole ?? 0);
        if (input is null && images == 0)
        {
            return default;
        }

        return new TokenUsage
        {
            Input = Math.Max(0, input ?? 0) + images,
            ImageInput = images,
            Output = Math.Max(0, units["output_tokens"u8].Whole ?? 0),
            Source = UsageSource.Reported,
        };
    }
}
