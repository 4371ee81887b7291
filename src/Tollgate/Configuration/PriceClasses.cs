namespace Tollgate.Configuration;

/// <summary>Prices of the classes of tokens, in nano-USD per million tokens; null where the list says nothing, which does not mean free.</summary>
public sealed record PriceClasses
{
    /// <summary>Prompt tokens that no other class takes.</summary>
    public long? Input { get; init; }

    /// <summary>Completion tokens that no other class takes.</summary>
    public long? Output { get; init; }

    /// <summary>Prompt tokens read from the provider's cache. Missing: as <see cref="Input"/>.</summary>
    public long? Cached { get; init; }

    /// <summary>Prompt tokens written to the provider's cache for its usual short life. Missing: as <see cref="Input"/>.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Prompt tokens written to the cache for an hour. Missing: as <see cref="CacheWrite"/>.</summary>
    public long? CacheWrite1h { get; init; }

    /// <summary>Completion tokens spent on reasoning. Missing: as <see cref="Output"/>.</summary>
    public long? Reasoning { get; init; }

    /// <summary>Prompt tokens of sound. Missing: as <see cref="Input"/>.</summary>
    public long? AudioInput { get; init; }

    /// <summary>Completion tokens of sound. Missing: as <see cref="Output"/>.</summary>
    public long? AudioOutput { get; init; }

    /// <summary>Prompt tokens of pictures. Missing: as <see cref="Input"/>.</summary>
    public long? ImageInput { get; init; }

    /// <summary>Completion tokens of pictures. Missing: as <see cref="Output"/>.</summary>
    public long? ImageOutput { get; init; }
}
