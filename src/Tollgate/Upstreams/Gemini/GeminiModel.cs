using System.Buffers;
using System.Globalization;

namespace Tollgate.Upstreams.Gemini;

/// <summary>What a model of Google's takes, by its name.</summary>
/// <param name="Version">Ten times the version: 25 for Gemini 2.5; 0 for what is no Gemini by its name.</param>
/// <param name="IsPro">A large one: its thinking cannot be switched off.</param>
/// <param name="IsLite">A smallest one.</param>
internal readonly record struct GeminiModel(int Version, bool IsPro, bool IsLite)
{
    /// <summary>Names such as <c>gemini-flash-latest</c> mean a model of today.</summary>
    private const int Today = 31;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>JSON schema as it is, for tools and answers; before, a part of OpenAPI's.</summary>
    public bool TakesJsonSchema => Version >= 25;

    /// <summary>It thinks, or may do so.</summary>
    public bool Thinks => Version is 0 or >= 25;

    /// <summary><c>thinkingLevel</c> in place of <c>thinkingBudget</c>.</summary>
    public bool TakesLevel => Version >= 30;

    /// <summary>Refuses a function call of an earlier turn that comes without the signature that it gave it.</summary>
    public bool NeedsSignatures => Version >= 30;

    /// <summary>Knows calls by ids. Older ones refuse them on Vertex, and take results in the order of the calls.</summary>
    public bool TakesCallIds => Version >= 30;

    /// <summary>Answers in JSON while it has tools.</summary>
    public bool TakesShapeWithTools => Version >= 30;

    /// <summary>Its search has the older name: those of the first generation.</summary>
    public bool SearchesByRetrieval => Version is > 0 and < 20;

    /// <summary>Pictures within a function's result.</summary>
    public bool TakesMediaInResults => Version >= 30;

    /// <summary>What the name tells.</summary>
    public static GeminiModel Of(string name)
    {
        var at = name.IndexOf("gemini-", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return default;
        }

        var rest = name.AsSpan(at + "gemini-".Length);
        var isPro = rest.Contains("pro", StringComparison.OrdinalIgnoreCase);
        var isLite = rest.Contains("lite", StringComparison.OrdinalIgnoreCase);
        return new GeminiModel(VersionOf(rest), isPro, isLite);
    }

    private static int VersionOf(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExcept(Digits);
        var digits = end < 0 ? rest : rest[..end];
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version))
        {
            return (int)Math.Clamp(Math.Round(version * 10), 1, 1000);
        }

        return rest.Contains("latest", StringComparison.OrdinalIgnoreCase) ? Today : 10;
    }
}
