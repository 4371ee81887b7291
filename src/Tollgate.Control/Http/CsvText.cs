using System.Text;

namespace Tollgate.Control.Http;

/// <summary>
/// Writes CSV as RFC 4180 has it, guarded against formulas: a field that begins with <c>= + - @</c>, TAB, CR or NUL gets an apostrophe
/// in front, for a spreadsheet would run it. Because the guard must be undone exactly, a field that begins with an apostrophe gets one
/// too.
/// </summary>
internal static class CsvText
{
    /// <summary>Appends one field.</summary>
    public static void AppendField(StringBuilder line, string field)
    {
        var guarded = field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\0' or '\'';
        if (!field.AsSpan().ContainsAny("\",\r\n"))
        {
            line.Append(guarded ? "'" : "").Append(field);
            return;
        }

        line.Append('"').Append(guarded ? "'" : "").Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>Appends a whole line.</summary>
    public static void AppendLine(StringBuilder text, params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            AppendField(text, fields[i]);
        }

        text.Append("\r\n");
    }

    /// <summary>The text that a field was made from.</summary>
    public static string Unguard(string field) => field.StartsWith('\'') ? field[1..] : field;
}
