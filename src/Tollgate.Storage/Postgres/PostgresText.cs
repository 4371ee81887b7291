using System.Text;

namespace Tollgate.Storage.Postgres;

/// <summary>Text as PostgreSQL takes it: UTF-8 without U+0000. What it cannot hold becomes U+FFFD, for one such text would hold up a sink for ever.</summary>
internal static class PostgresText
{
    private const char Replacement = '\ufffd';

    public static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text) ? Replace(text) : text;

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\ud800', '\udfff') is var at && at >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) is not System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            text = text[(at + length)..];
        }

        return false;
    }

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0) { clean.Append(Replacement); }
            else { clean.Append(rune.ToString()); }
        }

        return clean.ToString();
    }
}
