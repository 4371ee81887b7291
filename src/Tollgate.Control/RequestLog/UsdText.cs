using System.Globalization;

namespace Tollgate.Control.RequestLog;

/// <summary>Nano-USD as dollars, exactly: money never becomes a floating point number.</summary>
internal static class UsdText
{
    private const long NanoPerUsd = 1_000_000_000;

    /// <summary>Such as <c>0.00012</c>; without zeros at the end, but with a digit before the point.</summary>
    public static string Of(long nanoUsd)
    {
        var (whole, part) = Math.DivRem(nanoUsd, NanoPerUsd);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(nanoUsd < 0 ? "-" : "")}{Math.Abs(whole)}.{Math.Abs(part):D9}");
        return text.TrimEnd('0').TrimEnd('.');
    }
}
