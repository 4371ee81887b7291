using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Answers from rollups alone: of days with rows from their own files, packed where the day is closed, of older ones from the totals.</summary>
internal sealed class LogStatistics(LogDays days, TotalsFile totals)
{
    /// <summary>Groups that one answer adds up at most before it leaves older days out.</summary>
    private const int MostGroups = 400_000;

    private static readonly long LastHour = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / LogDay.HourMilliseconds * LogDay.HourMilliseconds;

    public StatsResult Stats(StatsQuery query, SearchBudget budget)
    {
        var (from, to) = (HourAtOrBefore(query.Filter.From), HourAtOrAfter(query.Filter.To));
        var visitor = new StatsVisitor(query);
        int GrainOf(bool wholeDay) => Grain.For(query.Filter, query.GroupBy, wholeDay && query.Interval is not StatsInterval.Hour);
        var cut = false;
        long? coarse = null;
        foreach (var day in DaysOf(from, to))
        {
            if (budget.IsOver || visitor.Count > MostGroups)
            {
                budget.ThrowIfNobodyWaits();
                cut = true;
                from = LogDay.Start(day + 1);
                break;
            }

            visitor.DayStart = LogDay.Start(day);
            if (!Visit(day, from, to, GrainOf, visitor, budget, out var whole))
            {
                cut = true;
                from = LogDay.Start(day + 1);
                break;
            }

            if (whole)
            {
                coarse ??= LogDay.Start(day + 1);
                from = Math.Min(from, LogDay.Start(day));
                to = Math.Max(to, LogDay.Start(day + 1));
            }
        }

        var begin = DateTimeOffset.FromUnixTimeMilliseconds(from);
        var rows = visitor.Rows(begin);
        return new StatsResult(begin, DateTimeOffset.FromUnixTimeMilliseconds(to), rows, visitor.Total(), cut || visitor.Count > query.MaxRows)
        {
            WholeDaysBefore = coarse is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
        };
    }

    public FacetResult Facets(RequestFilter filter, SearchBudget budget)
    {
        var (from, to) = (HourAtOrBefore(filter.From), HourAtOrAfter(filter.To));
        var visitor = new FacetVisitor(filter);
        foreach (var day in DaysOf(from, to))
        {
            if (budget.IsOver || !Visit(day, from, to, filter, visitor, budget))
            {
                budget.ThrowIfNobodyWaits();
                return new FacetResult(visitor.Facets(), Partial: true);
            }
        }

        return new FacetResult(visitor.Facets(), Partial: false);
    }

    /// <summary>Counts a day's facets; without a filter a closed day has them ready.</summary>
    private bool Visit(int day, long from, long to, RequestFilter filter, FacetVisitor visitor, SearchBudget budget)
    {
        var start = LogDay.Start(day);
        var ready = !totals.Has(day) && from <= start && to >= start + LogDay.Milliseconds && Grain.For(filter, [], wholeDays: true) == Grain.HoursAlone
            && days.Read(day, budget, false, reader => OfEachDimension(reader, visitor));
        return ready || Visit(day, from, to, wholeDay => wholeDay ? Grain.WholeDay : Grain.ByHour, visitor, budget, out _);
    }

    private static bool OfEachDimension(DayReader reader, FacetVisitor visitor)
    {
        if (!reader.HasSummaries())
        {
            return false;
        }

        for (var i = 0; i < Dims.Count; i++)
        {
            var block = GroupBlock.Unpack(reader.Summary(Grain.DayOfDimension(i))!);
            visitor.Only = i;
            visitor.Begin(block);
            block.Read(0, LogDay.Hours, visitor);
        }

        visitor.Only = null;
        return true;
    }

    private static long HourAtOrBefore(DateTimeOffset time) =>
        Math.DivRem(Math.Max(0, time.ToUnixTimeMilliseconds()), LogDay.HourMilliseconds).Quotient * LogDay.HourMilliseconds;

    private static long HourAtOrAfter(DateTimeOffset time) => Math.Min(LastHour, HourAtOrBefore(time.AddTicks(
        Math.Min(TimeSpan.TicksPerHour - 1, DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks))));

    private int[] DaysOf(long from, long to)
    {
        if (from >= to)
        {
            return [];
        }

        var (first, last) = (LogDay.Of(from), LogDay.Of(to - 1));
        return [.. days.Between(first, last).Union(totals.Between(first, last)).OrderDescending()];
    }

    /// <summary>Shows what there is of a day within the time; false when its reading had to be stopped.</summary>
    /// <param name="day">The day.</param>
    /// <param name="from">First hour of the question.</param>
    /// <param name="to">Its end.</param>
    /// <param name="grainOf">Which packed form to read, given whether the day is asked for as a whole.</param>
    /// <param name="visitor">Takes it in.</param>
    /// <param name="budget">How long it may take.</param>
    /// <param name="whole">The day is known as a whole only.</param>
    private bool Visit(int day, long from, long to, Func<bool, int> grainOf, IGroupVisitor visitor, SearchBudget budget, out bool whole)
    {
        whole = totals.Has(day);
        if (whole)
        {
            if (totals.Find(day) is { } block && visitor.Begin(block))
            {
                block.Read(0, LogDay.Hours, visitor);
            }

            return true;
        }

        var start = LogDay.Start(day);
        var fromHour = (int)(Math.Max(0, from - start) / LogDay.HourMilliseconds);
        var toHour = (int)(Math.Min(LogDay.Milliseconds, to - start) / LogDay.HourMilliseconds);
        var grain = grainOf(fromHour == 0 && toHour == LogDay.Hours);
        return days.Read(day, budget, true, reader =>
        {
            GroupSource source = reader.Summary(grain) is { } packed ? GroupBlock.Unpack(packed, visitor is FacetVisitor ? 1 : Sums.Count) : reader;
            if (visitor.Begin(source))
            {
                source.Read(fromHour, toHour, visitor);
            }

            return true;
        });
    }
}
