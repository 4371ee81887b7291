namespace Tollgate.Host.Yaml;

/// <summary>Makes a name from a file fit for a line of a log.</summary>
internal static class Printable
{
    private const int MaxLength = 200;

    /// <summary>The text without control characters, cut to a length that a person reads.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > MaxLength ? text[..MaxLength] + "…" : text;
        return cut.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
            ? string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c))
            : cut;
    }
}
