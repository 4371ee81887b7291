using Tollgate.Metering.Bpe;

namespace Tollgate.Configuration;

/// <summary>Counts the tokens of some models exactly where their provider does not (<c>tokenizers:</c>).</summary>
public sealed record TokenizerConfig
{
    /// <summary>Names of models, as providers or clients call them, or patterns such as <c>gpt-4o*</c>.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The encoding of a rank file; null for a <c>tokenizer.json</c>, which says it itself.</summary>
    public string? Encoding { get; init; }

    /// <summary>The file with the tokens, relative to the working folder or absolute.</summary>
    public required string File { get; init; }

    /// <summary>What was read from it, and the digest that tells whether it changed; null until it is read.</summary>
    internal LoadedVocabulary? Loaded { get; init; }
}
