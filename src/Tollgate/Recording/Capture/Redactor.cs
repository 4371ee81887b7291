using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.Recording.Capture;

/// <summary>Takes out of texts what must not be kept. Off the loops.</summary>
internal sealed class Redactor
{
    /// <summary>What is left of a text that could not be searched in time: keeping it unsearched would be worse than losing it.</summary>
    private const string Unsearched = "[redacted:timeout]";

    private readonly RedactionRule[] _rules;

    /// <param name="redact">Names of built-in rules and regular expressions, checked.</param>
    /// <summary>A redactor by these rules.</summary>
    public Redactor(IReadOnlyList<string> redact) => _rules = [.. redact.Select(RedactionRules.TryMake).OfType<RedactionRule>()];

    /// <summary>The text without what must not be kept; the same object where there is nothing.</summary>
    public string Redact(string text)
    {
        var found = Find(text);
        return found.Count == 0 ? text : Replace(text, 0, found);
    }

    /// <summary>The places to take out, in order, none over another.</summary>
    public List<Redaction> Find(string text)
    {
        var found = new List<Redaction>();
        try
        {
            foreach (var rule in _rules)
            {
                Find(rule, text, found);
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return [new Redaction(0, text.Length, Unsearched)];
        }

        return Merged(found);
    }

    /// <summary>A piece of a text, where the places count from the beginning of the whole. A place is marked in the piece that it begins in.</summary>
    public static string Replace(string piece, int offset, List<Redaction> found)
    {
        var kept = new StringBuilder(piece.Length);
        var at = 0;
        foreach (var redaction in found)
        {
            var (start, end) = (redaction.Start - offset, redaction.End - offset);
            if (end <= 0 || start >= piece.Length) { continue; }
            kept.Append(piece, at, Math.Max(at, start) - at);
            if (start >= 0) { kept.Append(redaction.Marker); }
            at = Math.Min(piece.Length, end);
        }

        return kept.Append(piece, at, piece.Length - at).ToString();
    }

    private static void Find(RedactionRule rule, string text, List<Redaction> found)
    {
        if (rule.Pattern is null)
        {
            for (var from = 0; PaymentCards.TryFind(text, from, out var start, out var length); from = start + length)
            {
                found.Add(new Redaction(start, length, rule.Marker));
            }

            return;
        }

        foreach (var match in rule.Pattern.EnumerateMatches(text))
        {
            if (match.Length > 0) { found.Add(new Redaction(match.Index, match.Length, rule.Marker)); }
        }
    }

    private static List<Redaction> Merged(List<Redaction> found)
    {
        if (found.Count < 2) { return found; }
        found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var merged = new List<Redaction>(found.Count) { found[0] };
        foreach (var next in found.Skip(1))
        {
            var last = merged[^1];
            if (next.Start >= last.End) { merged.Add(next); }
            else if (next.End > last.End) { merged[^1] = last with { Length = next.End - last.Start }; }
        }

        return merged;
    }
}
