using System.Globalization;
using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>UTC days, counted from 1970, and how they cut up time.</summary>
internal static class LogDay
{
    public const long Milliseconds = 24 * HourMilliseconds;
    public const long HourMilliseconds = 3_600_000;
    public const long MinuteMilliseconds = 60_000;
    public const int Hours = 24;

    /// <summary>The end of the year 9999: no calendar goes further.</summary>
    private const int LastDay = 2_932_896;

    public static int Of(RecordId id) => Of(id.UnixMilliseconds);

    public static int Of(long unixMilliseconds) => (int)Math.Clamp(Math.DivRem(unixMilliseconds, Milliseconds).Quotient, int.MinValue, int.MaxValue);

    public static int Of(DateTimeOffset time) => Of(time.ToUnixTimeMilliseconds());

    public static long Start(int day) => day * Milliseconds;

    public static int HourOf(RecordId id) => (int)(id.UnixMilliseconds % Milliseconds / HourMilliseconds);

    public static int MinuteOf(RecordId id) => (int)(id.UnixMilliseconds % HourMilliseconds / MinuteMilliseconds);

    /// <summary>The smallest id of a moment; times before 1970 have none, so they are its beginning.</summary>
    public static RecordId FirstId(long unixMilliseconds) => RecordId.FirstAt(Math.Clamp(unixMilliseconds, 0, (1L << 48) - 1));

    public static string Name(int day) => DateTime.UnixEpoch.AddDays(Math.Clamp(day, 0, LastDay)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> name, out int day)
    {
        var valid = DateTime.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date);
        day = valid ? (int)(date - DateTime.UnixEpoch).TotalDays : 0;
        return valid;
    }
}
