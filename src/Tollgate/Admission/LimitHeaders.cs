using System.Buffers.Text;

namespace Tollgate.Admission;

/// <summary>Writes a limit's state as response headers: the RateLimit fields and OpenAI's own.</summary>
internal static class LimitHeaders
{
    /// <summary>A destination of this size takes the longest set of headers.</summary>
    public const int MaxBytes = 384;

    private const long SecondMs = 1000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;

    /// <summary>Writes whole header lines, each ended by CR LF, and returns the bytes written.</summary>
    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    /// <param name="state">The limit as the request met it; <c>Retry-After</c> is written when it was refused.</param>
    /// <param name="nowUnixMilliseconds">Wall clock. <c>RateLimit-Reset</c> is the Unix second at which the bucket is full again.</param>
    public static int Write(Span<byte> destination, in LimitState state, long nowUnixMilliseconds)
    {
        var written = Header(destination, "RateLimit-Limit: "u8, state.Limit);
        written += Header(destination[written..], "RateLimit-Remaining: "u8, state.Remaining);
        written += Header(destination[written..], "RateLimit-Reset: "u8, (nowUnixMilliseconds + state.ResetMilliseconds + 999) / SecondMs);
        written += Header(destination[written..], "x-ratelimit-limit-requests: "u8, state.Limit);
        written += Header(destination[written..], "x-ratelimit-remaining-requests: "u8, state.Remaining);
        "x-ratelimit-reset-requests: "u8.CopyTo(destination[written..]);
        written += "x-ratelimit-reset-requests: "u8.Length;
        written += WriteDuration(destination[written..], state.ResetMilliseconds);
        "\r\n"u8.CopyTo(destination[written..]);
        written += 2;
        if (!state.Admitted)
        {
            written += Header(destination[written..], "Retry-After: "u8, state.RetryAfterSeconds);
        }

        return written;
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
        Utf8Formatter.TryFormat(value, destination[name.Length..], out var digits);
        "\r\n"u8.CopyTo(destination[(name.Length + digits)..]);
        return name.Length + digits + 2;
    }

    private static int Part(Span<byte> destination, long value, ReadOnlySpan<byte> unit)
    {
        Utf8Formatter.TryFormat(value, destination, out var digits);
        unit.CopyTo(destination[digits..]);
        return digits + unit.Length;
    }
}
