using System.Globalization;
using Tollgate.Configuration;

namespace Tollgate.Admission.Budgets;

/// <summary>One calendar period as moments: from its first millisecond to that of the next period.</summary>
/// <param name="FromUnixMs">First moment, Unix milliseconds; names the period in stores.</param>
/// <param name="ToUnixMs">First moment of the next one.</param>
internal readonly record struct BudgetSpan(long FromUnixMs, long ToUnixMs)
{
    public bool Contains(long unixMs) => unixMs >= FromUnixMs && unixMs < ToUnixMs;

    /// <summary>The period that a moment lies in.</summary>
    public static BudgetSpan At(long unixMs, BudgetPeriod period, TimeZoneInfo zone)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMs, 0, DateTimeOffset.MaxValue.AddYears(-1).ToUnixTimeMilliseconds()));
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(utc, zone).DateTime);
        if (period == BudgetPeriod.Month) { date = new DateOnly(date.Year, date.Month, 1); }
        return new BudgetSpan(Midnight(date, zone), Midnight(period == BudgetPeriod.Month ? date.AddMonths(1) : date.AddDays(1), zone));
    }

    /// <summary>As people write it: <c>2026-11</c> or <c>2026-11-21</c>.</summary>
    public string Label(BudgetPeriod period, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(FromUnixMs), zone)
            .ToString(period == BudgetPeriod.Month ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Where clocks jump over midnight the day begins behind the gap; where midnight comes twice it begins with the first.</summary>
    private static long Midnight(DateOnly date, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(local))
        {
            var minute = local;
            while (zone.IsInvalidTime(minute)) { minute = minute.AddMinutes(1); }
            local = minute;
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }
}
