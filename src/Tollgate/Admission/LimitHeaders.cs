using System.Buffers.Text;
using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>Writes a limit's state as response headers: the RateLimit fields and OpenAI's own.</summary>
internal static class LimitHeaders
{
    /// <summary>A destination of this size takes the longest set of headers.</summary>
    public const int MaxBytes = 1280;

    private const long SecondMs = 1000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;

    /// <summary>Writes whole header lines, each ended by CR LF, and returns the bytes written.</summary>
    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    /// <param name="hold">Knows the tightest rules as the request met them.</param>
    /// <param name="nowUnixMilliseconds">Wall clock. <c>RateLimit-Reset</c> is the Unix second at which nothing is used any more.</param>
    public static int Write(Span<byte> destination, LimitHold hold, long nowUnixMilliseconds)
    {
        var main = hold.Verdict.Blocking is { Rule.Metric: LimitMetric.Tokens } || hold.Requests.Rule is null ? hold.Tokens : hold.Requests;
        if (main.Rule is null)
        {
            return 0;
        }

        var written = Header(destination, "RateLimit-Limit: "u8, main.Rule.Limit);
        written += Header(destination[written..], "RateLimit-Remaining: "u8, main.Remaining);
        written += Header(destination[written..], "RateLimit-Reset: "u8, (nowUnixMilliseconds + main.ResetMs + 999) / SecondMs);
        written += Fields(destination[written..], hold.Requests, hold.Tokens);
        written += Own(destination[written..], hold.Requests, "requests: "u8);
        return written + Own(destination[written..], hold.Tokens, "tokens: "u8);
    }

    /// <summary><c>RateLimit-Policy</c> and <c>RateLimit</c>, lists of one item for each kind: draft-ietf-httpapi-ratelimit-headers-10.</summary>
    private static int Fields(Span<byte> destination, in LimitReading requests, in LimitReading tokens)
    {
        var written = Text(destination, "RateLimit-Policy: "u8);
        written += Text(destination[written..], requests.Rule?.PolicyUtf8);
        written += Text(destination[written..], requests.Rule is null || tokens.Rule is null ? default : ", "u8);
        written += Text(destination[written..], tokens.Rule?.PolicyUtf8);
        written += Text(destination[written..], "\r\nRateLimit: "u8);
        written += Item(destination[written..], requests);
        written += Text(destination[written..], requests.Rule is null || tokens.Rule is null ? default : ", "u8);
        written += Item(destination[written..], tokens);
        return written + Text(destination[written..], "\r\n"u8);
    }

    /// <summary><c>"name";r=remaining;t=seconds</c>.</summary>
    private static int Item(Span<byte> destination, in LimitReading reading)
    {
        if (reading.Rule is null)
        {
            return 0;
        }

        ReadOnlySpan<byte> policy = reading.Rule.PolicyUtf8;
        var written = Text(destination, policy[..(policy.IndexOf((byte)';') + 1)]);
        written += Text(destination[written..], "r="u8);
        written += Digits(destination[written..], reading.Remaining);
        written += Text(destination[written..], ";t="u8);
        return written + Digits(destination[written..], (reading.ResetMs + 999) / SecondMs);
    }

    /// <summary>The three lines that OpenAI's own API sends for one kind of limit.</summary>
    private static int Own(Span<byte> destination, in LimitReading reading, ReadOnlySpan<byte> kind)
    {
        if (reading.Rule is null)
        {
            return 0;
        }

        var written = Name(destination, "x-ratelimit-limit-"u8, kind);
        written += Value(destination[written..], reading.Rule.Limit);
        written += Name(destination[written..], "x-ratelimit-remaining-"u8, kind);
        written += Value(destination[written..], reading.Remaining);
        written += Name(destination[written..], "x-ratelimit-reset-"u8, kind);
        written += WriteDuration(destination[written..], reading.ResetMs);
        "\r\n"u8.CopyTo(destination[written..]);
        return written + 2;
    }

    /// <summary>A duration as Go prints it, which is what OpenAI sends: <c>6m0s</c>, <c>1.5s</c>, <c>9ms</c>, <c>0s</c>.</summary>
    internal static int WriteDuration(Span<byte> destination, long milliseconds)
    {
        if (milliseconds is > 0 and < SecondMs)
        {
            return Part(destination, milliseconds, "ms"u8);
        }

        var written = 0;
        if (milliseconds >= HourMs)
        {
            written += Part(destination, milliseconds / HourMs, "h"u8);
        }

        if (milliseconds >= MinuteMs)
        {
            written += Part(destination[written..], milliseconds % HourMs / MinuteMs, "m"u8);
        }

        written += Part(destination[written..], milliseconds % MinuteMs / SecondMs, default);
        var thousandths = (int)(milliseconds % SecondMs);
        if (thousandths > 0)
        {
            destination[written++] = (byte)'.';
            for (var scale = 100; thousandths > 0; scale /= 10)
            {
                destination[written++] = (byte)('0' + (thousandths / scale));
                thousandths %= scale;
            }
        }

        destination[written++] = (byte)'s';
        return written;
    }

    private static int Header(Span<byte> destination, ReadOnlySpan<byte> name, long value)
    {
        name.CopyTo(destination);
        return name.Length + Value(destination[name.Length..], value);
    }

    private static int Name(Span<byte> destination, ReadOnlySpan<byte> start, ReadOnlySpan<byte> kind)
    {
        start.CopyTo(destination);
        kind.CopyTo(destination[start.Length..]);
        return start.Length + kind.Length;
    }

    private static int Value(Span<byte> destination, long value)
    {
        var digits = Digits(destination, value);
        return digits + Text(destination[digits..], "\r\n"u8);
    }

    private static int Digits(Span<byte> destination, long value)
    {
        Utf8Formatter.TryFormat(value, destination, out var digits);
        return digits;
    }

    private static int Text(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination);
        return text.Length;
    }

    private static int Part(Span<byte> destination, long value, ReadOnlySpan<byte> unit)
    {
        Utf8Formatter.TryFormat(value, destination, out var digits);
        unit.CopyTo(destination[digits..]);
        return digits + unit.Length;
    }
}
