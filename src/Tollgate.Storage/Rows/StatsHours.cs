using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Rows;

/// <summary>A time widened to whole hours, within what stores can hold.</summary>
internal readonly record struct StatsHours(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>No request is older; and it leaves room for a day's arithmetic.</summary>
    private static readonly DateTimeOffset First = DateTimeOffset.UnixEpoch;

    private static readonly DateTimeOffset Last = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static StatsHours Of(RequestFilter filter)
    {
        var from = Clamp(filter.From);
        var to = Clamp(filter.To);
        return new StatsHours(Floor(from, TimeSpan.TicksPerHour), Floor(to.AddTicks(TimeSpan.TicksPerHour - 1), TimeSpan.TicksPerHour));
    }

    /// <summary>Refuses what no totals can answer.</summary>
    public static void Require(StatsQuery query)
    {
        if (query.Filter.IdPrefix is not null) { throw new ArgumentException("Statistics cannot be restricted to ids.", nameof(query)); }
        if (query.GroupBy.Count > 3) { throw new ArgumentException("Statistics group by three dimensions at most.", nameof(query)); }
    }

    /// <summary>The whole days within; empty where there is none.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Days()
    {
        var from = Floor(From.AddTicks(TimeSpan.TicksPerDay - 1), TimeSpan.TicksPerDay);
        var to = Floor(To, TimeSpan.TicksPerDay);
        return from < to ? (from, to) : (From, From);
    }

    private static DateTimeOffset Clamp(DateTimeOffset time) => time < First ? First : time > Last ? Last : time.ToUniversalTime();

    private static DateTimeOffset Floor(DateTimeOffset time, long ticks) => new(time.UtcTicks - (time.UtcTicks % ticks), TimeSpan.Zero);
}
