using System.Text;
using Tollgate.Control.RequestLog;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>What a request log should answer, worked out in the plainest way from all rows.</summary>
internal sealed class RequestLogOracle
{
    private readonly Dictionary<RecordId, RequestEntry> _rows = [];

    public void Write(IEnumerable<RequestEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (!_rows.TryGetValue(entry.Id, out var old) || entry.Revision > old.Revision)
            {
                _rows[entry.Id] = entry;
            }
        }
    }

    public List<RequestEntry> List(RequestFilter filter) =>
        [.. _rows.Values.Where(row => Matches(row, filter)).OrderByDescending(row => row.Id)];

    public Dictionary<string, long> Facet(RequestFilter filter, StatsDimension dimension) =>
        List(filter).GroupBy(row => Text(row, dimension), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);

    public StatsTotals Total(StatsQuery query) => Sum(Widened(query).ToList());

    /// <summary>Totals by bucket and group; groups are written as one text.</summary>
    public Dictionary<(DateTimeOffset Bucket, string Group), StatsTotals> Stats(StatsQuery query) =>
        Widened(query).GroupBy(row => (Bucket(row, query), Group([.. query.GroupBy.Select(by => Text(row, by))])))
            .ToDictionary(group => group.Key, group => Sum([.. group]));

    public static string Group(IReadOnlyList<string> values) => string.Join('\u001f', values);

    public static DateTimeOffset HourAtOrBefore(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static DateTimeOffset HourAtOrAfter(DateTimeOffset time) => HourAtOrBefore(time.AddTicks(TimeSpan.TicksPerHour - 1));

    private static DateTimeOffset Bucket(RequestEntry row, StatsQuery query)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(row.Id.UnixMilliseconds);
        return query.Interval switch
        {
            StatsInterval.Hour => HourAtOrBefore(time),
            StatsInterval.Day => new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero),
            _ => HourAtOrBefore(query.Filter.From),
        };
    }

    private IEnumerable<RequestEntry> Widened(StatsQuery query)
    {
        var wide = query.Filter with { From = HourAtOrBefore(query.Filter.From), To = HourAtOrAfter(query.Filter.To) };
        return _rows.Values.Where(row => Matches(row, wide));
    }

    private static StatsTotals Sum(IReadOnlyCollection<RequestEntry> rows) => new()
    {
        Requests = rows.Count,
        Errors = rows.Count(row => row.ErrorClass is not ErrorClass.None),
        Unpriced = rows.Count(row => row.Cost.State is PriceState.Unpriced),
        InputTokens = rows.Sum(row => row.Usage.Input),
        CachedTokens = rows.Sum(row => row.Usage.CachedInput),
        CacheWriteTokens = rows.Sum(row => row.Usage.CacheWrite),
        OutputTokens = rows.Sum(row => row.Usage.Output),
        ReasoningTokens = rows.Sum(row => row.Usage.Reasoning),
        CostNanoUsd = rows.Sum(row => row.Cost.NanoUsd),
        DurationMicroseconds = rows.Sum(row => row.TotalMicroseconds),
        TtftMicroseconds = rows.Where(row => row.TtftMicroseconds >= 0).Sum(row => row.TtftMicroseconds),
        TtftCount = rows.Count(row => row.TtftMicroseconds >= 0),
    };

    private static string Text(RequestEntry row, StatsDimension dimension) => dimension switch
    {
        StatsDimension.Key => row.Key,
        StatsDimension.Org => row.Org,
        StatsDimension.Team => row.Team,
        StatsDimension.User => row.User,
        StatsDimension.App => row.App,
        StatsDimension.Provider => row.Provider,
        StatsDimension.Model => row.Model,
        StatsDimension.Surface => row.Surface,
        StatsDimension.Status => row.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        StatsDimension.ErrorClass => Encoding.UTF8.GetString(ErrorClasses.Name(row.ErrorClass)),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    private static bool Matches(RequestEntry row, RequestFilter filter)
    {
        var time = row.Id.UnixMilliseconds;
        return time >= filter.From.ToUnixTimeMilliseconds() && time < filter.To.ToUnixTimeMilliseconds()
            && Same(filter.Key, row.Key) && Same(filter.Org, row.Org) && Same(filter.Team, row.Team) && Same(filter.User, row.User)
            && Same(filter.App, row.App) && Same(filter.Provider, row.Provider) && Same(filter.Model, row.Model) && Same(filter.Surface, row.Surface)
            && (filter.Status is not { } status || row.Status == status)
            && (filter.StatusClass is not { } hundreds || row.Status / 100 == hundreds)
            && (filter.ErrorClass is not { } error || row.ErrorClass == error)
            && (filter.IdPrefix is not { } prefix || row.Id.ToString().StartsWith(prefix, StringComparison.Ordinal) || row.RequestId.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static bool Same(string? wanted, string value) => wanted is null || string.Equals(wanted, value, StringComparison.Ordinal);
}
