using System.Buffers.Text;
using System.Text;

namespace Tollgate.Json;

/// <summary>Decoding of JSON strings that a scan has found valid.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes the text of a JSON string, given without its quotes, as UTF-8. False where <paramref name="into"/> is too small
    /// or an escape is broken; a destination as long as the source is always enough.
    /// </summary>
    public static bool TryUnescape(ReadOnlySpan<byte> raw, Span<byte> into, out int written)
    {
        written = 0;
        while (true)
        {
            var slash = raw.IndexOf((byte)'\\');
            var plain = slash < 0 ? raw : raw[..slash];
            if (!plain.TryCopyTo(into[written..]))
            {
                return false;
            }

            written += plain.Length;
            if (slash < 0)
            {
                return true;
            }

            raw = raw[slash..];
            if (!TryReadEscape(raw, out var rune, out var used) || !rune.TryEncodeToUtf8(into[written..], out var bytes))
            {
                return false;
            }

            written += bytes;
            raw = raw[used..];
        }
    }

    /// <summary>The character that an escape at the start of <paramref name="raw"/> stands for; a surrogate pair is one.</summary>
    /// <param name="raw">Bytes from the backslash on.</param>
    /// <param name="rune">The character.</param>
    /// <param name="used">Bytes of <paramref name="raw"/> that the escape takes: 2, 6 or 12.</param>
    public static bool TryReadEscape(ReadOnlySpan<byte> raw, out Rune rune, out int used)
    {
        rune = default;
        used = 2;
        if (raw.Length < 2)
        {
            return false;
        }

        if (raw[1] == (byte)'u')
        {
            return TryReadHexEscape(raw, out rune, out used);
        }

        var plain = raw[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => (char)raw[1],
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => '\0',
        };
        rune = new Rune(plain);
        return plain != '\0';
    }

    private static bool TryReadHexEscape(ReadOnlySpan<byte> raw, out Rune rune, out int used)
    {
        rune = default;
        used = 6;
        if (!TryReadHex(raw, out var first))
        {
            return false;
        }

        if (Rune.TryCreate((char)first, out rune))
        {
            return true;
        }

        used = 12;
        return raw.Length >= 12
            && raw[6] == (byte)'\\'
            && raw[7] == (byte)'u'
            && TryReadHex(raw[6..], out var second)
            && Rune.TryCreate((char)first, (char)second, out rune);
    }

    private static bool TryReadHex(ReadOnlySpan<byte> raw, out ushort value)
    {
        value = 0;
        return raw.Length >= 6
            && Utf8Parser.TryParse(raw.Slice(2, 4), out value, out var used, 'x')
            && used == 4;
    }
}
