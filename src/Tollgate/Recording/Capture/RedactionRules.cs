using System.Text.RegularExpressions;

namespace Tollgate.Recording.Capture;

/// <summary>The built-in rules, and those made of an operator's expressions.</summary>
internal static class RedactionRules
{
    /// <summary>Longest search of one text by an expression whose time may grow faster than the text; beyond it the text is not kept at all.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private static readonly RedactionRule[] BuiltIn =
    [
        new("email", Linear(@"[\w.%+\-]+@[\w\-]+(\.[\w\-]+)*\.\w{2,}")),
        new("credit_card", null),
        new("api_key", Linear(
            @"\b(sk|pk|rk|whsec)[\-_][A-Za-z0-9_\-]{8,}|\bAIza[A-Za-z0-9_\-]{16,}|\b(gh[pousr]|github_pat)_[A-Za-z0-9_]{16,}|\bxox[abeprs]\-[A-Za-z0-9\-]{8,}|\b(AKIA|ASIA)[A-Z0-9]{12,}|\bglpat\-[A-Za-z0-9_\-]{16,}|\bhf_[A-Za-z0-9]{16,}")),
        new("bearer", Linear(@"\b[Bb][Ee][Aa][Rr][Ee][Rr]\s+[A-Za-z0-9._~+/=\-]{8,}")),
        new("jwt", Linear(@"\beyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*")),
    ];

    /// <summary>Names of the built-in rules.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. BuiltIn.Select(rule => rule.Name)];

    /// <summary>The built-in rule of this name, or one of this expression; null when it is no expression.</summary>
    public static RedactionRule? TryMake(string nameOrPattern)
    {
        if (Array.Find(BuiltIn, rule => rule.Name == nameOrPattern) is { } known) { return known; }
        if (string.IsNullOrWhiteSpace(nameOrPattern)) { return null; }
        try
        {
            return new RedactionRule("custom", Linear(nameOrPattern));
        }
        catch (NotSupportedException)
        {
            // Look-around and back-references need the other engine, which the limit keeps from running away.
            return new RedactionRule("custom", new Regex(nameOrPattern, RegexOptions.CultureInvariant, Limit));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>In time proportional to the text, whatever the text.</summary>
    /// <remarks>
    /// Without a time limit, for which there is no need: with one, .NET 10.0 overlooks a match that lies across the 100,000th character, where it looks
    /// at the clock. A test holds the place.
    /// </remarks>
    private static Regex Linear(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
}
