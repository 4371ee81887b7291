using System.Buffers.Text;

namespace Tollgate.Telemetry;

/// <summary>Chooses a <see cref="MetricsFormat"/> by <c>Accept</c>.</summary>
internal static class MetricsFormats
{
    private const int MaxQuality = 1000;

    /// <summary>Value of <c>Content-Type</c>.</summary>
    public static string ContentType(MetricsFormat format) => format is MetricsFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>OpenMetrics only for who names it and does not like plain text better; anything else is plain text.</summary>
    public static MetricsFormat Negotiate(ReadOnlySpan<byte> accept)
    {
        int open = 0, text = 0;
        foreach (var range in accept.Split((byte)','))
        {
            var entry = accept[range].Trim(" \t"u8);
            var type = entry;
            if (entry.IndexOf((byte)';') is >= 0 and var end)
            {
                type = entry[..end].TrimEnd(" \t"u8);
            }

            if (Is(type, "application/openmetrics-text"u8) && Parameter(entry, "version="u8) is var version && (version.IsEmpty || version.SequenceEqual("1.0.0"u8)))
            {
                open = Math.Max(open, Quality(entry));
            }
            else if (Is(type, "text/plain"u8))
            {
                text = Math.Max(text, Quality(entry));
            }
        }

        return open > 0 && open >= text ? MetricsFormat.OpenMetrics : MetricsFormat.Text;
    }

    private static bool Is(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) => System.Text.Ascii.EqualsIgnoreCase(type, name);

    /// <summary>The value of a parameter without quotes; empty where it is not given.</summary>
    private static ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name)
    {
        foreach (var range in entry.Split((byte)';'))
        {
            var part = entry[range].Trim(" \t"u8);
            if (part.Length > name.Length && Is(part[..name.Length], name))
            {
                return part[name.Length..].Trim("\""u8);
            }
        }

        return default;
    }

    /// <summary>The weight in thousandths; what is misspelled does not count.</summary>
    private static int Quality(ReadOnlySpan<byte> entry)
    {
        var text = Parameter(entry, "q="u8);
        if (text.IsEmpty)
        {
            return MaxQuality;
        }

        return Utf8Parser.TryParse(text, out decimal weight, out var used) && used == text.Length && weight is >= 0 and <= 1 ? (int)(weight * MaxQuality) : 0;
    }
}
