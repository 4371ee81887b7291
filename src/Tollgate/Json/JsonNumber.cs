using System.Buffers.Text;
using System.Globalization;

namespace Tollgate.Json;

/// <summary>Numbers by JSON's grammar.</summary>
internal static class JsonNumber
{
    /// <summary>A number of this many bytes without an exponent is below the largest double, 1.8e308.</summary>
    private const int SurelyFiniteBytes = 300;

    /// <summary>Largest value up to which a double holds every integer: 2^53.</summary>
    private const double LargestExactInteger = 9007199254740992;

    /// <summary>
    /// Length of the number at the start of <paramref name="json"/>. On an error the length read before the byte at fault,
    /// 0 where no number starts here at all.
    /// </summary>
    public static int Measure(ReadOnlySpan<byte> json, out ScanErrorKind error)
    {
        error = ScanErrorKind.BadNumber;
        var pos = json is [(byte)'-', ..] ? 1 : 0;
        var whole = Digits(json, pos);
        if (whole == 0 || (whole > 1 && json[pos] == (byte)'0'))
        {
            return pos + whole;
        }

        pos += whole;
        if ((uint)pos < (uint)json.Length && json[pos] == (byte)'.')
        {
            var fraction = Digits(json, pos + 1);
            pos += 1 + fraction;
            if (fraction == 0)
            {
                return pos;
            }
        }

        var exponent = (uint)pos < (uint)json.Length && (json[pos] | 0x20) == 'e';
        if (exponent)
        {
            pos++;
            pos += (uint)pos < (uint)json.Length && json[pos] is (byte)'+' or (byte)'-' ? 1 : 0;
            var digits = Digits(json, pos);
            pos += digits;
            if (digits == 0)
            {
                return pos;
            }
        }

        if ((exponent || pos > SurelyFiniteBytes) && !IsFinite(json[..pos]))
        {
            error = ScanErrorKind.NumberRange;
            return pos;
        }

        error = ScanErrorKind.None;
        return pos;
    }

    /// <summary>Reads a measured number as an integer. <c>16.0</c> and <c>1e3</c> are integers too, as in the vendors' own parsers.</summary>
    public static ScanErrorKind TryReadInteger(ReadOnlySpan<byte> number, out long value)
    {
        if (Utf8Parser.TryParse(number, out value, out var used) && used == number.Length)
        {
            return ScanErrorKind.None;
        }

        if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return ScanErrorKind.IntegerRange;
        }

        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) || real != Math.Truncate(real))
        {
            return ScanErrorKind.MustBeInteger;
        }

        value = Math.Abs(real) <= LargestExactInteger ? (long)real : 0;
        return Math.Abs(real) <= LargestExactInteger ? ScanErrorKind.None : ScanErrorKind.IntegerRange;
    }

    private static int Digits(ReadOnlySpan<byte> json, int from)
    {
        var pos = from;
        while ((uint)pos < (uint)json.Length && json[pos] - (uint)'0' <= 9)
        {
            pos++;
        }

        return pos - from;
    }

    private static bool IsFinite(ReadOnlySpan<byte> number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real);
}
