namespace Tollgate.Metering;

/// <summary>
/// Token counts of one answer in one meaning for all providers: <see cref="Input"/> includes cached and cache-write tokens,
/// <see cref="Output"/> includes reasoning tokens, whatever the provider's own habit is.
/// </summary>
internal record struct TokenUsage
{
    /// <summary>Prompt tokens, cached and cache-write ones included.</summary>
    public long Input { get; set; }

    /// <summary>Of <see cref="Input"/>: read from the provider's prompt cache.</summary>
    public long CachedInput { get; set; }

    /// <summary>Of <see cref="Input"/>: written to the provider's prompt cache.</summary>
    public long CacheWrite { get; set; }

    /// <summary>Of <see cref="CacheWrite"/>: with the long life of an hour, which costs more.</summary>
    public long CacheWrite1h { get; set; }

    /// <summary>Completion tokens, reasoning included.</summary>
    public long Output { get; set; }

    /// <summary>Of <see cref="Output"/>: spent on reasoning.</summary>
    public long Reasoning { get; set; }

    /// <summary>Of <see cref="Input"/>: audio.</summary>
    public long AudioInput { get; set; }

    /// <summary>Of <see cref="Output"/>: audio.</summary>
    public long AudioOutput { get; set; }

    /// <summary>Of <see cref="Input"/>: pictures, where the provider counts them apart.</summary>
    public long ImageInput { get; set; }

    /// <summary>Of <see cref="Output"/>: pictures.</summary>
    public long ImageOutput { get; set; }

    /// <summary>The provider's own total, 0 when it gave none.</summary>
    public long Total { get; set; }

    /// <summary>Search units of a rerank, where the provider sells it by these; 0 where it does not say. They go into the cost and are not recorded.</summary>
    public long SearchUnits { get; set; }

    /// <summary>Searches of the web that the provider made for the answer, where it says so in its usage or was read whole. Told to clients whose format has a place for it; neither priced nor recorded.</summary>
    public long Searches { get; set; }

    /// <summary>Who counted.</summary>
    public UsageSource Source { get; set; }

    /// <summary>Both together; counted by whoever counted <paramref name="more"/>.</summary>
    public readonly TokenUsage Plus(TokenUsage more) => new()
    {
        Input = Input + more.Input,
        CachedInput = CachedInput + more.CachedInput,
        CacheWrite = CacheWrite + more.CacheWrite,
        CacheWrite1h = CacheWrite1h + more.CacheWrite1h,
        Output = Output + more.Output,
        Reasoning = Reasoning + more.Reasoning,
        AudioInput = AudioInput + more.AudioInput,
        AudioOutput = AudioOutput + more.AudioOutput,
        ImageInput = ImageInput + more.ImageInput,
        ImageOutput = ImageOutput + more.ImageOutput,
        Total = Total + more.Total,
        SearchUnits = SearchUnits + more.SearchUnits,
        Searches = Searches + more.Searches,
        Source = more.Source,
    };

    /// <summary>What is in this and not in <paramref name="former"/>, an earlier count of the same; nothing is less than none.</summary>
    public readonly TokenUsage Less(TokenUsage former) => new()
    {
        Input = Math.Max(0, Input - former.Input),
        CachedInput = Math.Max(0, CachedInput - former.CachedInput),
        CacheWrite = Math.Max(0, CacheWrite - former.CacheWrite),
        CacheWrite1h = Math.Max(0, CacheWrite1h - former.CacheWrite1h),
        Output = Math.Max(0, Output - former.Output),
        Reasoning = Math.Max(0, Reasoning - former.Reasoning),
        AudioInput = Math.Max(0, AudioInput - former.AudioInput),
        AudioOutput = Math.Max(0, AudioOutput - former.AudioOutput),
        ImageInput = Math.Max(0, ImageInput - former.ImageInput),
        ImageOutput = Math.Max(0, ImageOutput - former.ImageOutput),
        Total = Math.Max(0, Total - former.Total),
        SearchUnits = Math.Max(0, SearchUnits - former.SearchUnits),
        Source = Source,
    };
}
