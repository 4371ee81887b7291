namespace Tollgate.Streaming;

/// <summary>Questions about the bytes between the quotes of a JSON string.</summary>
internal static class EscapedText
{
    private const int UnicodeEscapeBytes = 6;

    /// <summary>Length of the text without the white space at its end.</summary>
    public static int TrimmedLength(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        while (length > 0)
        {
            if (text[length - 1] == (byte)' ')
            {
                length--;
            }
            else if (length > 1 && text[length - 1] is (byte)'n' or (byte)'r' or (byte)'t' && EndsInBackslash(text[..(length - 1)]))
            {
                length -= 2;
            }
            else
            {
                break;
            }
        }

        return length;
    }

    /// <summary>How many bytes at the front of <paramref name="text"/> are the white space that <paramref name="owed"/> begins with.</summary>
    public static int CommonWhite(ReadOnlySpan<byte> owed, ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < owed.Length)
        {
            var unit = owed[at] == (byte)'\\' ? 2 : 1;
            if (!text[at..].StartsWith(owed.Slice(at, unit)))
            {
                break;
            }

            at += unit;
        }

        return at;
    }

    /// <summary>Whether the text ends with the first half of a character of two: only its other half makes it text.</summary>
    public static bool EndsInHalf(ReadOnlySpan<byte> text)
    {
        var from = text.Length - UnicodeEscapeBytes;
        return from >= 0 && text[from] == (byte)'\\' && text[from + 1] == (byte)'u' && text[from + 2] is (byte)'d' or (byte)'D'
            && text[from + 3] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B' && EndsInBackslash(text[..(from + 1)]);
    }

    /// <summary>Whether its last byte is a backslash that escapes what follows.</summary>
    private static bool EndsInBackslash(ReadOnlySpan<byte> text)
    {
        var run = text.Length - 1 - text.LastIndexOfAnyExcept((byte)'\\');
        return run % 2 == 1;
    }
}
