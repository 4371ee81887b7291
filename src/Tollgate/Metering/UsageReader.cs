using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>
/// Reads a provider's usage object into the one meaning of <see cref="TokenUsage"/>. What a vendor's object looks like is written
/// down in providers.md part 2; a field of another type or out of range counts as absent, for a failure here never fails a request.
/// </summary>
internal static class UsageReader
{
    /// <summary>
    /// Reads a usage object. False, with <paramref name="usage"/> untouched, where it is broken or counts no tokens (audio billed
    /// by duration). OpenAI's and Gemini's replace what was there, for the last one counts; Anthropic's are merged field by
    /// field, because the stream's first event has the input and its last the output.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> json, Dialect dialect, ref TokenUsage usage)
    {
        var numbers = default(UsageNumbers);
        var scan = new JsonScan(json);
        scan.SkipWhite();
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key) || !numbers.TryReadMember(ref scan, json, key, dialect))
                {
                    return false;
                }
            }
            while (scan.TryNextMember());
        }

        if (scan.Error != ScanErrorKind.None || !numbers.CountsTokens)
        {
            return false;
        }

        if (dialect == Dialect.Anthropic)
        {
            MergeAnthropic(in numbers, ref usage);
        }
        else
        {
            usage = dialect == Dialect.Gemini ? FromGemini(in numbers) : FromOpenAi(in numbers);
        }

        usage.Source = UsageSource.Reported;
        return true;
    }

    private static TokenUsage FromOpenAi(ref readonly UsageNumbers numbers)
    {
        var usage = new TokenUsage
        {
            Input = numbers.Input ?? 0,
            CachedInput = numbers.Cached ?? 0,
            CacheWrite = numbers.CacheWrite ?? 0,
            Output = numbers.Output ?? 0,
            Reasoning = numbers.Reasoning ?? 0,
            AudioInput = numbers.AudioInput,
            AudioOutput = numbers.AudioOutput,
            ImageInput = numbers.ImageInput,
            ImageOutput = numbers.ImageOutput,
            Total = numbers.Total ?? 0,
        };

        // xAI leaves reasoning out of completion_tokens; its own total gives it away.
        if (usage.Reasoning > 0 && usage.Total == usage.Input + usage.Output + usage.Reasoning)
        {
            usage.Output += usage.Reasoning;
        }

        return usage;
    }

    private static TokenUsage FromGemini(ref readonly UsageNumbers numbers) => new()
    {
        Input = (numbers.Input ?? 0) + numbers.ToolUse,
        CachedInput = numbers.Cached ?? 0,
        Output = (numbers.Output ?? 0) + (numbers.Reasoning ?? 0),
        Reasoning = numbers.Reasoning ?? 0,
        AudioInput = numbers.AudioInput,
        AudioOutput = numbers.AudioOutput,
        ImageInput = numbers.ImageInput,
        ImageOutput = numbers.ImageOutput,
        Total = numbers.Total ?? 0,
    };

    private static void MergeAnthropic(ref readonly UsageNumbers numbers, ref TokenUsage usage)
    {
        var fresh = numbers.Input ?? (usage.Input - usage.CachedInput - usage.CacheWrite);
        usage.CachedInput = numbers.Cached ?? usage.CachedInput;
        usage.CacheWrite = numbers.CacheWrite ?? usage.CacheWrite;
        usage.CacheWrite1h = Math.Min(usage.CacheWrite, numbers.CacheWrite1h ?? usage.CacheWrite1h);
        usage.Input = fresh + usage.CachedInput + usage.CacheWrite;
        usage.Output = numbers.Output ?? usage.Output;
        usage.Reasoning = numbers.Reasoning ?? usage.Reasoning;
        usage.Searches = numbers.Searches ?? usage.Searches;
    }
}
