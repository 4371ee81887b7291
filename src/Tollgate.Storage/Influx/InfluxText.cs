using System.Text;

namespace Tollgate.Storage.Influx;

/// <summary>
/// Texts of the line protocol (InfluxData's "Line protocol reference"). Tag values escape comma, equals sign and space; string fields escape
/// quote and backslash. A line break cannot be written in a tag, nor a backslash at its end, where it would escape what follows.
/// </summary>
internal static class InfluxText
{
    /// <summary>Longest text; the protocol's own limit is 64 KiB for a string and a series key.</summary>
    private const int MaxLength = 1024;

    /// <summary>A tag's value; an empty one must be left out altogether, so it is null here.</summary>
    public static string? Tag(string value)
    {
        var text = Plain(value);
        if (text.Length == 0) { return null; }
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is ',' or '=' or ' ') { escaped.Append('\\'); }
            escaped.Append(c);
        }

        if (escaped[^1] == '\\') { escaped[^1] = '/'; }
        return escaped.ToString();
    }

    /// <summary>A string field's value with its quotes.</summary>
    public static string Field(string value)
    {
        var escaped = new StringBuilder(value.Length + 8).Append('"');
        foreach (var c in Plain(value))
        {
            if (c is '"' or '\\') { escaped.Append('\\'); }
            escaped.Append(c);
        }

        return escaped.Append('"').ToString();
    }

    /// <summary>A string of an InfluxQL statement with its quotes.</summary>
    public static string Literal(string value)
    {
        var escaped = new StringBuilder(value.Length + 8).Append('\'');
        foreach (var c in Plain(value))
        {
            if (c is '\'' or '\\') { escaped.Append('\\'); }
            escaped.Append(c);
        }

        return escaped.Append('\'').ToString();
    }

    /// <summary>What the server holds of a text: no control characters, no half characters, not too long.</summary>
    public static string Plain(string value)
    {
        var plain = new StringBuilder(Math.Min(value.Length, MaxLength));
        foreach (var rune in value.EnumerateRunes())
        {
            if (plain.Length + 2 > MaxLength) { break; }
            plain.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return plain.ToString();
    }
}
