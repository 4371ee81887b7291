using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tollgate.Http1;

namespace Tollgate.Attempts;

/// <summary>
/// How long a provider that refused wants to be left alone: <c>retry-after-ms</c> (OpenAI, Azure), <c>Retry-After</c> in seconds or as a
/// date (RFC 9110 10.2.3), else the <c>reset</c> of a limit that its headers show as used up.
/// </summary>
internal static class RetryAfter
{
    /// <summary>The answer does not say.</summary>
    public const long Unknown = -1;

    /// <summary>A reset that is written as a number above this is a moment in Unix milliseconds, not a stretch of time.</summary>
    private const double LeastUnixMs = 1e11;

    /// <summary>The same in Unix seconds.</summary>
    private const double LeastUnixSeconds = 1e9;

    private const long MaxMs = 365L * 86_400_000;

    /// <summary>Milliseconds to wait; <see cref="Unknown"/> when the answer does not say.</summary>
    /// <param name="answer">Its head.</param>
    /// <param name="bytes">The bytes that the head was parsed from.</param>
    /// <param name="unixMs">The wall clock; the provider's own, its <c>Date</c>, is taken where it is told.</param>
    public static long Read(ResponseHead answer, ReadOnlySpan<byte> bytes, long unixMs)
    {
        for (var i = 0; i < answer.FieldCount; i++)
        {
            ref readonly var field = ref answer.FieldAt(i);
            if (field.Known == KnownField.Other && Ascii.EqualsIgnoreCase(field.Name.Of(bytes), "retry-after-ms"u8) && TryNumber(field.Value.Of(bytes), out var ms))
            {
                return Bound(ms);
            }
        }

        if (ParseDate(answer.ValueOf(KnownField.Date).Of(bytes)) is { } theirs)
        {
            unixMs = theirs;
        }

        var value = answer.ValueOf(KnownField.RetryAfter).Of(bytes);
        if (TryNumber(value, out var seconds))
        {
            return Bound(seconds * 1000);
        }

        return ParseDate(value) is { } date ? Bound(date - unixMs) : ReadResets(answer, bytes, unixMs);
    }

    /// <summary>The latest reset among the limits that have nothing left.</summary>
    private static long ReadResets(ResponseHead answer, ReadOnlySpan<byte> bytes, long unixMs)
    {
        var longest = Unknown;
        for (var i = 0; i < answer.FieldCount; i++)
        {
            ref readonly var field = ref answer.FieldAt(i);
            var name = field.Name.Of(bytes);
            if (field.Known != KnownField.RateLimit || IndexOfIgnoreCase(name, "reset"u8) is not (>= 0 and var at))
            {
                continue;
            }

            if (ParseReset(field.Value.Of(bytes), unixMs) is >= 0 and var reset && reset > longest && IsUsedUp(answer, bytes, name, at))
            {
                longest = reset;
            }
        }

        return longest;
    }

    /// <summary>Whether the limit that this reset belongs to, the field of the same name with <c>remaining</c>, is at nought.</summary>
    private static bool IsUsedUp(ResponseHead answer, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name, int at)
    {
        var before = name[..at];
        var after = name[(at + "reset".Length)..];
        for (var i = 0; i < answer.FieldCount; i++)
        {
            ref readonly var field = ref answer.FieldAt(i);
            var other = field.Name.Of(bytes);
            if (field.Known == KnownField.RateLimit && other.Length == before.Length + "remaining".Length + after.Length
                && Ascii.EqualsIgnoreCase(other[..before.Length], before) && Ascii.EqualsIgnoreCase(other[^after.Length..], after)
                && Ascii.EqualsIgnoreCase(other[before.Length..^after.Length], "remaining"u8))
            {
                return TryNumber(field.Value.Of(bytes), out var remaining) && remaining <= 0;
            }
        }

        return false;
    }

    /// <summary>Seconds, a Go duration (<c>6m0s</c>, <c>9ms</c>), a moment in Unix seconds or milliseconds, or one as RFC 3339 writes it.</summary>
    internal static long ParseReset(ReadOnlySpan<byte> value, long unixMs)
    {
        if (TryNumber(value, out var number))
        {
            return number switch
            {
                >= LeastUnixMs => Bound(number - unixMs),
                >= LeastUnixSeconds => Bound((number * 1000) - unixMs),
                _ => Bound(number * 1000),
            };
        }

        return ParseDuration(value) is >= 0 and var duration ? duration
            : ParseDate(value) is { } date ? Bound(date - unixMs)
            : Unknown;
    }

    /// <summary>A duration as Go prints it; <see cref="Unknown"/> for anything else.</summary>
    internal static long ParseDuration(ReadOnlySpan<byte> value)
    {
        var total = 0.0;
        if (value.IsEmpty)
        {
            return Unknown;
        }

        while (!value.IsEmpty)
        {
            if (!Utf8Parser.TryParse(value, out double number, out var used) || number < 0)
            {
                return Unknown;
            }

            value = value[used..];
            var unit = value.IndexOfAnyInRange((byte)'0', (byte)'9') is >= 0 and var next ? value[..next] : value;
            var scale = Scale(unit);
            if (scale < 0)
            {
                return Unknown;
            }

            total += number * scale;
            value = value[unit.Length..];
        }

        return Bound(total);
    }

    private static double Scale(ReadOnlySpan<byte> unit) => unit switch
    {
        [(byte)'h'] => 3_600_000,
        [(byte)'m'] => 60_000,
        [(byte)'s'] => 1000,
        [(byte)'m', (byte)'s'] => 1,
        [(byte)'u', (byte)'s'] or [0xC2, 0xB5, (byte)'s'] => 0.001,
        [(byte)'n', (byte)'s'] => 0.000001,
        _ => -1,
    };

    private static bool TryNumber(ReadOnlySpan<byte> value, out double number) =>
        Utf8Parser.TryParse(value, out number, out var used) && used == value.Length && used > 0 && double.IsFinite(number);

    /// <summary>Unix milliseconds of an HTTP date or an RFC 3339 one; null for anything else.</summary>
    private static long? ParseDate(ReadOnlySpan<byte> value)
    {
        const int Longest = 40;
        Span<char> text = stackalloc char[Longest];
        if (value.IsEmpty || value.Length > Longest || Encoding.ASCII.GetChars(value, text) is not (> 9 and var length))
        {
            return null;
        }

        ReadOnlySpan<char> date = text[..length];
        return DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            || (char.IsAsciiDigit(date[0])
                && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
            ? moment.ToUnixTimeMilliseconds()
            : null;
    }

    private static long Bound(double ms) => (long)Math.Ceiling(Math.Clamp(ms, 0, MaxMs));

    private static int IndexOfIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (var i = 0; i <= text.Length - lower.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(i, lower.Length), lower))
            {
                return i;
            }
        }

        return -1;
    }
}
