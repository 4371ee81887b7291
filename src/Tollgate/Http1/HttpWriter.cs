using System.Buffers.Text;

namespace Tollgate.Http1;

/// <summary>
/// Writes parts of messages into a caller's span. Every method either writes all and moves <c>written</c>, or writes nothing that
/// counts and answers false, because the span is full or the bytes would break the message.
/// </summary>
internal static class HttpWriter
{
    /// <summary>Room for a chunk's size line: 15 digits and CR LF.</summary>
    public const int MaxChunkHeadBytes = 17;

    /// <summary>Ends an unfinished chunked body: the last chunk, without trailers.</summary>
    public static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    public static ReadOnlySpan<byte> Continue => "HTTP/1.1 100 Continue\r\n\r\n"u8;

    public static bool TryWrite(ReadOnlySpan<byte> bytes, Span<byte> to, ref int written)
    {
        if (!bytes.TryCopyTo(to[written..])) { return false; }
        written += bytes.Length;
        return true;
    }

    /// <summary>Decimal digits, without leading zeros.</summary>
    public static bool TryWriteDecimal(long value, Span<byte> to, ref int written)
    {
        if (!Utf8Formatter.TryFormat(value, to[written..], out var count)) { return false; }
        written += count;
        return true;
    }

    /// <summary>Lower-case hexadecimal digits, without leading zeros.</summary>
    public static bool TryWriteHex(long value, Span<byte> to, ref int written)
    {
        if (!value.TryFormat(to[written..], out var count, "x", provider: null)) { return false; }
        written += count;
        return true;
    }

    /// <summary>The size line before a chunk; payload and CR LF follow. A size of 0 is refused, because it would end the body.</summary>
    public static bool TryWriteChunkHead(long size, Span<byte> to, ref int written)
    {
        var at = written;
        if (size <= 0 || !TryWriteHex(size, to, ref at) || !TryWrite("\r\n"u8, to, ref at)) { return false; }
        written = at;
        return true;
    }

    /// <summary>A status line with the registered reason phrase, or none if the code has none here (RFC 9112 4 allows that).</summary>
    public static bool TryWriteStatusLine(int status, Span<byte> to, ref int written)
    {
        var prebuilt = StatusLines.Find(status);
        if (!prebuilt.IsEmpty) { return TryWrite(prebuilt, to, ref written); }
        var at = written;
        if (status is < 100 or > 599
            || !TryWrite("HTTP/1.1 "u8, to, ref at)
            || !TryWriteDecimal(status, to, ref at)
            || !TryWrite(" \r\n"u8, to, ref at))
        {
            return false;
        }

        written = at;
        return true;
    }

    /// <summary>A field line. False also for a name that is no token and a value with a control byte, which could begin a line.</summary>
    public static bool TryWriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> to, ref int written)
    {
        var at = written;
        if (name.IsEmpty || name.ContainsAnyExcept(Grammar.Token) || value.ContainsAny(Grammar.NotInValue)
            || !TryWrite(name, to, ref at)
            || !TryWrite(": "u8, to, ref at)
            || !TryWrite(value, to, ref at)
            || !TryWrite("\r\n"u8, to, ref at))
        {
            return false;
        }

        written = at;
        return true;
    }

    /// <summary>A field line whose value is a number.</summary>
    public static bool TryWriteField(ReadOnlySpan<byte> name, long value, Span<byte> to, ref int written)
    {
        Span<byte> digits = stackalloc byte[20];
        return Utf8Formatter.TryFormat(value, digits, out var count) && TryWriteField(name, digits[..count], to, ref written);
    }
}
