using System.Text;
using System.Text.RegularExpressions;
using Tollgate.Metering.Bpe;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>The published patterns (tiktoken, <c>tiktoken_ext/openai_public.py</c>; for Qwen its <c>tokenizer.json</c>), as the splitter's oracle.</summary>
internal static partial class SplitterPatterns
{
    /// <summary>A pattern and the rules that say the same.</summary>
    public static IEnumerable<(Regex Pattern, SplitRules Rules)> All =>
    [
        (Cl100K(), SplitRules.Cl100K),
        (O200K(), SplitRules.O200K),
        (SingleDigits(), SplitRules.Cl100K with { Digits = 1 }),
        (NoContractions(), SplitRules.O200K with { Digits = 1, HasContractions = false }),
    ];

    /// <summary>The pieces that a pattern cuts a text into.</summary>
    /// <remarks>
    /// The framework's expressions see UTF-16: a character of two units is shown to them as one of the same class that has one unit. The long s is
    /// written out: the vendors' engines take it for an s where case does not matter, and the framework's does not.
    /// </remarks>
    public static string[] Cut(Regex pattern, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var shown = string.Concat(runes.Select(rune => rune.IsBmp ? rune.ToString() : StandIn(rune)));
        return [.. pattern.Matches(shown).Select(match => string.Concat(runes.AsSpan(match.Index, match.Length).ToArray()))];
    }

    private static string StandIn(Rune rune) => RuneClasses.Of(rune.Value) switch
    {
        RuneClass.Lower => "w",
        RuneClass.Upper => "W",
        RuneClass.Caseless => "日",
        RuneClass.Number => "7",
        RuneClass.Mark => "\u0301",
        _ => "☃",
    };

    [GeneratedRegex(@"(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, 20_000)]
    private static partial Regex Cl100K();

    [GeneratedRegex(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, 20_000)]
    private static partial Regex O200K();

    [GeneratedRegex(@"(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, 20_000)]
    private static partial Regex SingleDigits();

    [GeneratedRegex(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, 20_000)]
    private static partial Regex NoContractions();
}
