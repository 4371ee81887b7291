using Tollgate.Control.RequestLog;
using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// Finds rows, newest first. The rollup knows which minutes of which hours may have them, so only those are scanned; what no rollup
/// knows, the beginning of an id, is looked for around the time it tells, a whole one in its index, and any other in every row until time is over.
/// </summary>
internal sealed class RowSearch(LogDays days, RequestFilter filter, SearchBudget budget, Func<RequestEntry, bool> take)
{
    /// <summary>About two pages, each of which may come from a slow disk.</summary>
    private const int RowsBetweenLooksAtTheClock = 64;

    /// <summary>Requests of one request id that are found within ten minutes: more than a page has.</summary>
    private const int MostOfPlace = 2000;

    private readonly IdBeginning? _prefix = filter.IdPrefix is { } prefix ? new IdBeginning(prefix) : null;

    /// <summary>Rows from here on are done with; the older ones are not.</summary>
    public RecordId Position { get; private set; }

    /// <summary>Whether the search came to its end, rather than to the end of its time or of what was wanted.</summary>
    public bool Run(RecordId low, RecordId high)
    {
        (low, high) = _prefix?.Within(low, high) ?? (low, high);
        Position = high;
        foreach (var day in days.Between(LogDay.Of(low), LogDay.Of(high)))
        {
            var dayLow = Later(low, LogDay.FirstId(LogDay.Start(day)));
            var dayHigh = Earlier(high, LogDay.FirstId(LogDay.Start(day + 1)));
            if (dayLow >= dayHigh)
            {
                continue;
            }

            if (!days.Read(day, budget, true, reader => InDay(reader, dayLow, dayHigh)))
            {
                return false;
            }

            Position = dayLow;
            if (budget.IsOver)
            {
                return dayLow <= low;
            }
        }

        return true;
    }

    private bool InDay(DayReader reader, RecordId low, RecordId high)
    {
        if (_prefix?.Whole is { } requestId)
        {
            return FindWhole(reader, requestId, low, high);
        }

        var wanted = new GroupFilter(filter, reader);
        if (wanted.IsOpen)
        {
            return Scan(reader, low, high, null);
        }

        if (wanted.HasAbsentText && !reader.HidesTexts())
        {
            return true;
        }

        // Of the day's last hour the end may lie in the next day, whose first id is no longer of this one.
        var hours = new HourOfGroups();
        using var groups = reader.Matching(wanted, HourIn(reader.Day, low, 0), HourIn(reader.Day, high, LogDay.Hours - 1) + 1);
        while (groups is not null && groups.Step())
        {
            var group = groups.Long(0);
            if (DayGroups.HourOf(group) != hours.Hour)
            {
                if (!ScanHour(reader, hours, low, high) || (hours.Hour >= 0 && budget.IsOver))
                {
                    return false;
                }

                hours.Begin(DayGroups.HourOf(group));
            }

            hours.Add(group, groups.Long(1));
        }

        return ScanHour(reader, hours, low, high);
    }

    private bool FindWhole(DayReader reader, string requestId, RecordId low, RecordId high)
    {
        var (hash, ids) = (RequestIdPlace.Hash(requestId), new List<RecordId>());
        foreach (var slot in reader.SlotsOf(hash))
        {
            ids.Clear();
            reader.Find(slot, hash, requestId, (low, high), MostOfPlace, ids);
            foreach (var id in ids)
            {
                Position = id;
                if (reader.Find(id) is { } entry && HasTexts(entry) && HasOutcome(entry) && !take(entry))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool ScanHour(DayReader reader, HourOfGroups hour, RecordId low, RecordId high)
    {
        var start = LogDay.Start(reader.Day) + (hour.Hour * LogDay.HourMilliseconds);
        for (var last = 59; last >= 0; last--)
        {
            if (!hour.HasMinute(last))
            {
                continue;
            }

            var first = last;
            while (first > 0 && hour.HasMinute(first - 1)) { first--; }
            var from = Later(low, LogDay.FirstId(start + (first * LogDay.MinuteMilliseconds)));
            var to = Earlier(high, LogDay.FirstId(start + ((last + 1) * LogDay.MinuteMilliseconds)));
            if (from < to && (!Scan(reader, from, to, hour) || budget.IsOver))
            {
                return false;
            }

            last = first;
        }

        if (hour.Hour >= 0)
        {
            Position = Earlier(Position, Later(low, LogDay.FirstId(start)));
        }

        return true;
    }

    private bool Scan(DayReader reader, RecordId low, RecordId high, HourOfGroups? groups)
    {
        var rows = reader.Scan(low, high, withText: _prefix is not null);
        try
        {
            for (var seen = 1; rows.Step(); seen++)
            {
                if ((groups is null || groups.Has(rows.Long(1))) && (_prefix is null || _prefix.Has(RecordId.Read(rows.Bytes(0)), rows.Bytes(2))))
                {
                    var id = RecordId.Read(rows.Bytes(0));
                    Position = id;
                    if (reader.Find(id) is { } entry && HasTexts(entry) && !take(entry))
                    {
                        return false;
                    }
                }

                if (seen % RowsBetweenLooksAtTheClock == 0 && budget.IsOver)
                {
                    Position = RecordId.Read(rows.Bytes(0));
                    return false;
                }
            }
        }
        finally
        {
            rows.Reset();
        }

        Position = low;
        return true;
    }

    /// <summary>A group that says <c>other</c> has rows of all sorts.</summary>
    private bool HasTexts(RequestEntry entry) =>
        Same(filter.Key, entry.Key) && Same(filter.Org, entry.Org) && Same(filter.Team, entry.Team) && Same(filter.User, entry.User)
        && Same(filter.App, entry.App) && Same(filter.Provider, entry.Provider) && Same(filter.Model, entry.Model) && Same(filter.Surface, entry.Surface);

    private static bool Same(string? wanted, string value) => wanted is null || string.Equals(wanted, value, StringComparison.Ordinal);

    private bool HasOutcome(RequestEntry entry) =>
        (filter.Status ?? entry.Status) == entry.Status && (filter.StatusClass ?? entry.Status / 100) == entry.Status / 100
        && (filter.ErrorClass ?? entry.ErrorClass) == entry.ErrorClass;

    private static int HourIn(int day, RecordId id, int otherwise) => LogDay.Of(id) == day ? LogDay.HourOf(id) : otherwise;

    private static RecordId Later(RecordId left, RecordId right) => left > right ? left : right;

    private static RecordId Earlier(RecordId left, RecordId right) => left < right ? left : right;
}
