using System.Globalization;

namespace Tollgate.Metering.Prices;

/// <summary>US dollars as people write them, to and from whole nano-USD. Exact: digits are counted, nothing is multiplied as a fraction.</summary>
internal static class UsdText
{
    /// <summary>Largest amount: a million dollars.</summary>
    public const long MaxNanoUsd = 1_000_000 * NanoPerUsd;

    private const long NanoPerUsd = 1_000_000_000;
    private const int Places = 9;

    /// <summary>Reads <c>12</c>, <c>0.075</c>; at most nine places, no sign, no exponent.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoUsd)
    {
        nanoUsd = 0;
        var dot = text.IndexOf('.');
        var whole = dot < 0 ? text : text[..dot];
        var places = dot < 0 ? default : text[(dot + 1)..];
        if (whole.IsEmpty || (dot >= 0 && places.IsEmpty) || places.Length > Places
            || whole.ContainsAnyExceptInRange('0', '9') || places.ContainsAnyExceptInRange('0', '9')
            || !long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var dollars) || dollars > MaxNanoUsd / NanoPerUsd)
        {
            return false;
        }

        long fraction = 0;
        for (var i = 0; i < Places; i++) { fraction = (fraction * 10) + (i < places.Length ? places[i] - '0' : 0); }
        nanoUsd = (dollars * NanoPerUsd) + fraction;
        return nanoUsd <= MaxNanoUsd;
    }

    /// <summary>Writes an amount with as many places as it needs.</summary>
    public static string Format(long nanoUsd)
    {
        var (dollars, fraction) = Math.DivRem(nanoUsd, NanoPerUsd);
        return fraction == 0
            ? dollars.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{dollars}.{fraction:D9}").TrimEnd('0');
    }
}
