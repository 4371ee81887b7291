using System.Text;

namespace Tollgate.Exchange.Chat;

/// <summary>How long texts are in code points, as which most vendors count the places of citations, and in bytes of UTF-8, as Google does.</summary>
internal static class TextLength
{
    /// <summary>Code points in the inside of a JSON string; a surrogate pair is one, also where it is escaped.</summary>
    public static int Of(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IndexOf((byte)'\\') < 0 && Ascii.IsValid(escaped))
        {
            return escaped.Length; // most pieces, at a glance
        }

        var count = 0;
        for (var i = 0; i < escaped.Length; count++)
        {
            if (escaped[i] == (byte)'\\')
            {
                var isUnicode = i + 3 < escaped.Length && escaped[i + 1] == (byte)'u';
                count -= isUnicode && (escaped[i + 2] | 0x20) == (byte)'d' && "cdefCDEF"u8.Contains(escaped[i + 3]) ? 1 : 0; // second half of a pair
                i += isUnicode ? 6 : 2;
                continue;
            }

            i++;
            while (i < escaped.Length && (escaped[i] & 0xC0) == 0x80)
            {
                i++;
            }
        }

        return count;
    }

    /// <summary>Code points in so many bytes of UTF-8; what lies beyond the text does not count.</summary>
    public static int OfUtf8(ReadOnlySpan<byte> utf8, long bytes)
    {
        var count = 0;
        foreach (var b in utf8[..(int)Math.Clamp(bytes, 0, utf8.Length)])
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    /// <summary>Bytes of so many code points of UTF-8; at most all of it.</summary>
    public static int BytesOf(ReadOnlySpan<byte> utf8, int points)
    {
        var at = 0;
        while (at < utf8.Length && (points > 0 || (utf8[at] & 0xC0) == 0x80))
        {
            points -= (utf8[at++] & 0xC0) == 0x80 ? 0 : 1;
        }

        return at;
    }
}
