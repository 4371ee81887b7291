using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tollgate.Json;

/// <summary>Escapes text for the inside of a JSON string. Whatever comes in, valid UTF-8 that ends no string comes out.</summary>
internal static class JsonEscape
{
    /// <summary>Bytes that one byte of input can become: <c>\u001f</c>.</summary>
    public const int MaxGrowth = 6;

    /// <summary>ASCII that needs nothing done to it: printable, but for the quote and the backslash.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(b => (byte)b).Except([(byte)'"', (byte)'\\'])]);

    /// <summary>
    /// Writes <paramref name="text"/> escaped and returns the bytes written. Text that does not fit is cut between two characters.
    /// Bytes that are not UTF-8 become U+FFFD.
    /// </summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text.Length <= destination.Length)
        {
            if (text.IndexOfAnyExcept(Plain) < 0)
            {
                text.CopyTo(destination);
                return text.Length;
            }
        }

        return EscapeSlowly(text, destination);
    }

    /// <summary>As <see cref="Escape(ReadOnlySpan{byte}, Span{byte})"/>, for text that is a string. At most 1 KiB of it is looked at.</summary>
    public static int Escape(string text, Span<byte> destination)
    {
        Span<byte> utf8 = stackalloc byte[1024];
        Utf8.FromUtf16(text, utf8, out _, out var length);
        return Escape(utf8[..length], destination);
    }

    private static int EscapeSlowly(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        Span<byte> one = stackalloc byte[MaxGrowth];
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            var length = EscapeOne(rune, one);
            if (!one[..length].TryCopyTo(destination[written..]))
            {
                break;
            }

            written += length;
            text = text[consumed..];
        }

        return written;
    }

    private static int EscapeOne(Rune rune, Span<byte> one)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                one[0] = (byte)'\\';
                one[1] = (byte)rune.Value;
                return 2;
            case '\n':
                "\\n"u8.CopyTo(one);
                return 2;
            case < 0x20 or 0x7F:
                "\\u00"u8.CopyTo(one);
                one[4] = Hex(rune.Value >> 4);
                one[5] = Hex(rune.Value & 0xF);
                return 6;
            default:
                return rune.EncodeToUtf8(one);
        }
    }

    private static byte Hex(int digit) => "0123456789abcdef"u8[digit];
}
