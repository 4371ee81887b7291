using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>The numbers of one usage object under the names that mean the same; null is a field that is not there.</summary>
internal record struct UsageNumbers
{
    /// <summary>A count beyond this is no count; sums of a few of them still fit 64 bits.</summary>
    private const long Most = 1L << 53;

    /// <summary>Prompt tokens as the vendor means them.</summary>
    public long? Input { get; private set; }

    /// <summary>Completion tokens as the vendor means them.</summary>
    public long? Output { get; private set; }

    /// <summary>The vendor's total.</summary>
    public long? Total { get; private set; }

    /// <summary>Read from the prompt cache.</summary>
    public long? Cached { get; private set; }

    /// <summary>Written to the prompt cache.</summary>
    public long? CacheWrite { get; private set; }

    /// <summary>Of that: to live for an hour (Anthropic's <c>cache_creation.ephemeral_1h_input_tokens</c>).</summary>
    public long? CacheWrite1h { get; private set; }

    /// <summary>Spent on reasoning.</summary>
    public long? Reasoning { get; private set; }

    /// <summary>Gemini's prompts made of tool results, which its prompt count leaves out.</summary>
    public long ToolUse { get; private set; }

    /// <summary>Searches of the web (Anthropic's <c>server_tool_use.web_search_requests</c>).</summary>
    public long? Searches { get; private set; }

    /// <summary>Audio in the prompt.</summary>
    public long AudioInput { get; private set; }

    /// <summary>Audio in the answer.</summary>
    public long AudioOutput { get; private set; }

    /// <summary>Pictures in the prompt, those of films too: Live sells both at one price, other calls of Google's at that of text.</summary>
    public long ImageInput { get; private set; }

    /// <summary>Pictures in the answer.</summary>
    public long ImageOutput { get; private set; }

    /// <summary>A total alone cannot be priced, so it does not count.</summary>
    public readonly bool CountsTokens => Input.HasValue || Output.HasValue || Cached.HasValue || CacheWrite.HasValue || Reasoning.HasValue;

    /// <summary>Takes one member of the object, whose value is next in <paramref name="scan"/>. False on broken JSON only.</summary>
    public bool TryReadMember(ref JsonScan scan, ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, Dialect dialect) => scan.Current switch
    {
        (byte)'{' when UsageNames.IsInputDetails(key) => TryReadDetails(ref scan, json, true),
        (byte)'{' when UsageNames.IsOutputDetails(key) => TryReadDetails(ref scan, json, false),
        (byte)'{' when dialect == Dialect.Anthropic && key.SequenceEqual("cache_creation"u8) => TryReadCacheCreation(ref scan, json),
        (byte)'{' when dialect == Dialect.Anthropic && key.SequenceEqual("server_tool_use"u8) => TryReadServerTools(ref scan, json),
        (byte)'[' when dialect == Dialect.Gemini => TryReadModalities(ref scan, json, key),
        _ => TryReadTop(ref scan, json, UsageNames.Top(key)),
    };

    private static bool TryReadCount(ref JsonScan scan, ReadOnlySpan<byte> json, out long? count)
    {
        count = null;
        var start = scan.Position;
        var isNumber = scan.Current is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        if (!scan.SkipValue(2))
        {
            return false;
        }

        if (isNumber && JsonNumber.TryReadInteger(json[start..scan.Position], out var value) == ScanErrorKind.None && value <= Most)
        {
            count = Math.Max(0, value);
        }

        return true;
    }

    private bool TryReadTop(ref JsonScan scan, ReadOnlySpan<byte> json, UsageName name)
    {
        if (!TryReadCount(ref scan, json, out var count))
        {
            return false;
        }

        switch (name)
        {
            case UsageName.Input:
                Input = count ?? Input;
                break;
            case UsageName.Output:
                Output = count ?? Output;
                break;
            case UsageName.Total:
                Total = count ?? Total;
                break;
            case UsageName.Cached:
                // Some vendors say it twice, at the top and in the details, and one of the two may be left 0.
                Cached = Larger(Cached, count);
                break;
            case UsageName.CacheWrite:
                CacheWrite = Larger(CacheWrite, count);
                break;
            case UsageName.Reasoning:
                Reasoning = Larger(Reasoning, count);
                break;
            case UsageName.ToolUse:
                ToolUse = count ?? ToolUse;
                break;
        }

        return true;
    }

    private bool TryReadDetails(ref JsonScan scan, ReadOnlySpan<byte> json, bool ofInput)
    {
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key) || !TryReadCount(ref scan, json, out var count))
                {
                    return false;
                }

                if (key.SequenceEqual("audio_tokens"u8))
                {
                    AudioInput = ofInput ? count ?? 0 : AudioInput;
                    AudioOutput = ofInput ? AudioOutput : count ?? 0;
                }
                else if (key.SequenceEqual("image_tokens"u8))
                {
                    ImageInput = ofInput ? count ?? 0 : ImageInput;
                    ImageOutput = ofInput ? ImageOutput : count ?? 0;
                }
                else if (ofInput)
                {
                    Cached = key.SequenceEqual("cached_tokens"u8) ? Larger(Cached, count) : Cached;
                    CacheWrite = key.SequenceEqual("cache_write_tokens"u8) ? Larger(CacheWrite, count) : CacheWrite;
                }
                else if (key.SequenceEqual("reasoning_tokens"u8) || key.SequenceEqual("thinking_tokens"u8))
                {
                    Reasoning = Larger(Reasoning, count);
                }
            }
            while (scan.TryNextMember());
        }

        return scan.Error == ScanErrorKind.None;
    }

    /// <summary>Anthropic's split of what was written to the cache by how long it lives; the sum of both stands beside it.</summary>
    private bool TryReadCacheCreation(ref JsonScan scan, ReadOnlySpan<byte> json)
    {
        long? shortLived = null;
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key) || !TryReadCount(ref scan, json, out var count))
                {
                    return false;
                }

                CacheWrite1h = key.SequenceEqual("ephemeral_1h_input_tokens"u8) ? count ?? CacheWrite1h : CacheWrite1h;
                shortLived = key.SequenceEqual("ephemeral_5m_input_tokens"u8) ? count ?? shortLived : shortLived;
            }
            while (scan.TryNextMember());
        }

        CacheWrite = Larger(CacheWrite, shortLived + CacheWrite1h);
        return scan.Error == ScanErrorKind.None;
    }

    private bool TryReadServerTools(ref JsonScan scan, ReadOnlySpan<byte> json)
    {
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key) || !TryReadCount(ref scan, json, out var count))
                {
                    return false;
                }

                Searches = key.SequenceEqual("web_search_requests"u8) ? count ?? Searches : Searches;
            }
            while (scan.TryNextMember());
        }

        return scan.Error == ScanErrorKind.None;
    }

    /// <summary>Gemini's <c>[{"modality":"AUDIO","tokenCount":7}, …]</c>; Live calls the answer's list otherwise.</summary>
    private bool TryReadModalities(ref JsonScan scan, ReadOnlySpan<byte> json, ReadOnlySpan<byte> listName)
    {
        var ofInput = listName.SequenceEqual("promptTokensDetails"u8);
        var ofOutput = listName.SequenceEqual("candidatesTokensDetails"u8) || listName.SequenceEqual("responseTokensDetails"u8);
        if ((!ofInput && !ofOutput) || !scan.TryEnterArray())
        {
            return scan.Error == ScanErrorKind.None && (scan.Current != (byte)'[' || scan.SkipValue(1));
        }

        var (sounds, pictures) = (0L, 0L);
        do
        {
            if (scan.Current != (byte)'{')
            {
                if (!scan.SkipValue(2))
                {
                    return false;
                }
            }
            else if (!TryReadModality(ref scan, json, out var audio, out var image))
            {
                return false;
            }
            else
            {
                (sounds, pictures) = (sounds + audio, pictures + image);
            }
        }
        while (scan.TryNextElement());

        // The answer's list may stand there under both of its names.
        if (ofInput)
        {
            (AudioInput, ImageInput) = (Math.Max(AudioInput, sounds), Math.Max(ImageInput, pictures));
        }
        else
        {
            (AudioOutput, ImageOutput) = (Math.Max(AudioOutput, sounds), Math.Max(ImageOutput, pictures));
        }

        return scan.Error == ScanErrorKind.None;
    }

    private static bool TryReadModality(ref JsonScan scan, ReadOnlySpan<byte> json, out long audio, out long image)
    {
        (audio, image) = (0, 0);
        long tokens = 0;
        var (isAudio, isImage) = (false, false);
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key))
                {
                    return false;
                }

                var start = scan.Position;
                if (!TryReadCount(ref scan, json, out var count))
                {
                    return false;
                }

                tokens = key.SequenceEqual("tokenCount"u8) ? count ?? 0 : tokens;
                if (key.SequenceEqual("modality"u8))
                {
                    isAudio = json[start..scan.Position].SequenceEqual("\"AUDIO\""u8);
                    isImage = json[start..scan.Position].SequenceEqual("\"IMAGE\""u8) || json[start..scan.Position].SequenceEqual("\"VIDEO\""u8);
                }
            }
            while (scan.TryNextMember());
        }

        audio = isAudio ? tokens : 0;
        image = isImage ? tokens : 0;
        return scan.Error == ScanErrorKind.None;
    }

    private static long? Larger(long? one, long? other) => one is null || other > one ? other : one;
}
