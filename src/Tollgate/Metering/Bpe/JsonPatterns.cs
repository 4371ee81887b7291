using System.Text.Json;

namespace Tollgate.Metering.Bpe;

/// <summary>The patterns that <c>tokenizer.json</c> files cut text by, as they are written there, and the rules that say the same.</summary>
internal static class JsonPatterns
{
    private const string Leading = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string LeadingTail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Capitals = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+";
    private const string SmallLetters = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*";
    private const string Suffix = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
    private const string CasedTail = @"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly Dictionary<string, SplitRules> Known = new(StringComparer.Ordinal)
    {
        [Leading + @"\p{N}{1,3}" + LeadingTail] = SplitRules.Cl100K,
        [Leading + @"\p{N}" + LeadingTail] = SplitRules.Cl100K with { Digits = 1 },
        [$@"{Capitals}{Suffix}|{SmallLetters}{Suffix}|\p{{N}}{{1,3}}{CasedTail}"] = SplitRules.O200K,
        [$@"{Capitals}|{SmallLetters}|\p{{N}}{CasedTail}"] = SplitRules.O200K with { HasContractions = false, Digits = 1 },
    };

    /// <summary>The rules of a file's <c>pre_tokenizer</c>: a split by a known pattern and then the byte level, which cuts no more. Null for others.</summary>
    public static SplitRules? RulesOf(JsonElement cut)
    {
        if (TypeOf(cut) != "Sequence" || !cut.TryGetProperty("pretokenizers", out var steps) || steps.ValueKind != JsonValueKind.Array || steps.GetArrayLength() != 2)
        {
            return null;
        }

        var (split, bytes) = (steps[0], steps[1]);
        var isPlain = TypeOf(bytes) == "ByteLevel" && !IsTrue(bytes, "use_regex", missing: true) && !IsTrue(bytes, "add_prefix_space", missing: true);
        return isPlain && TypeOf(split) == "Split" && !IsTrue(split, "invert", missing: false)
            && split.GetProperty("behavior").GetString() == "Isolated"
            && split.TryGetProperty("pattern", out var pattern) && pattern.ValueKind == JsonValueKind.Object
            && pattern.TryGetProperty("Regex", out var regex) && regex.GetString() is { } text
            ? Known.GetValueOrDefault(text)
            : null;
    }

    private static string? TypeOf(JsonElement step) => step.ValueKind == JsonValueKind.Object && step.TryGetProperty("type", out var type) ? type.GetString() : null;

    private static bool IsTrue(JsonElement step, string name, bool missing) => step.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : missing;
}
