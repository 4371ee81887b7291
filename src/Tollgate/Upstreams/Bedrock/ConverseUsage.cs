using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Reads Bedrock's <c>usage</c>, whose input leaves out what was read from the cache or written to it.</summary>
internal static class ConverseUsage
{
    /// <summary>A count beyond this is no count.</summary>
    private const long Most = 1L << 53;

    /// <summary>False where it counts no tokens.</summary>
    public static bool TryRead(JsonNode usage, out TokenUsage tokens)
    {
        tokens = default;
        if (usage["inputTokens"u8].Whole is null && usage["outputTokens"u8].Whole is null)
        {
            return false;
        }

        var input = Count(usage["inputTokens"u8]);
        var output = Count(usage["outputTokens"u8]);
        var read = Count(usage["cacheReadInputTokens"u8]);
        var written = Count(usage["cacheWriteInputTokens"u8]);
        var total = Count(usage["totalTokens"u8]);
        var isInside = read + written > 0 && read + written <= input && total == input + output; // some models count it there
        tokens = new TokenUsage
        {
            Input = isInside ? input : input + read + written,
            CachedInput = read,
            CacheWrite = written,
            CacheWrite1h = Math.Min(written, OneHour(usage["cacheDetails"u8])),
            Output = output,
            Total = total,
            Source = UsageSource.Reported,
        };
        return true;
    }

    private static long OneHour(JsonNode details)
    {
        long tokens = 0;
        foreach (var detail in details.Each)
        {
            tokens += detail["ttl"u8].Is("1h"u8) ? Count(detail["inputTokens"u8]) : 0;
        }

        return tokens;
    }

    private static long Count(JsonNode node) => node.Whole is { } count and >= 0 and <= Most ? count : 0;
}
