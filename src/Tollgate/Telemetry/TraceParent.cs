using System.Buffers;
using System.Globalization;

namespace Tollgate.Telemetry;

/// <summary>Reads <c>traceparent</c> as W3C Trace Context, level 1, asks for it: one that is not right counts as none.</summary>
internal static class TraceParent
{
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Reads a header; the result has no span of ours.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out TraceContext context)
    {
        context = default;
        if (value.Length < TraceContext.HeaderLength || value[2] != '-' || value[35] != '-' || value[52] != '-')
        {
            return false;
        }

        // A version to come may have more fields behind these; version 00 has not, and ff is not one.
        var isLonger = value.Length > TraceContext.HeaderLength;
        if (value.StartsWith("ff"u8) || (isLonger && (value.StartsWith("00"u8) || value[TraceContext.HeaderLength] != '-')))
        {
            return false;
        }

        if (!TryHex(value[..2], out _) || !TryHex(value.Slice(3, 16), out var high) || !TryHex(value.Slice(19, 16), out var low)
            || !TryHex(value.Slice(36, 16), out var parent) || !TryHex(value.Slice(53, 2), out var flags) || (high | low) == 0 || parent == 0)
        {
            return false;
        }

        context = new TraceContext(high, low, parent, SpanId: 0, Sampled: (flags & 1) != 0);
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        return digits.IndexOfAnyExcept(Hex) < 0 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
