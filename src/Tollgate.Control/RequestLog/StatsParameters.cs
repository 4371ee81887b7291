using Tollgate.Control.Http;

namespace Tollgate.Control.RequestLog;

/// <summary>The parameters of a question about totals.</summary>
internal static class StatsParameters
{
    public const int MaxGroups = 3;
    public const int MaxRows = 100_000;
    public const int DefaultRows = 10_000;

    private static readonly Dictionary<string, StatsInterval> Intervals = new(StringComparer.Ordinal)
    {
        ["hour"] = StatsInterval.Hour,
        ["day"] = StatsInterval.Day,
        ["all"] = StatsInterval.All,
    };

    public static IReadOnlyList<ApiParameter> All { get; } =
    [
        new("metric", "Adds the `value` of this metric to each row; `latency` is the mean duration in microseconds, `cost` is in nano-USD.") { Values = [.. StatsMetrics.All.Keys] },
        new("group_by", $"Up to three of {string.Join(", ", DimensionNames.All.Keys)}, separated by commas. `server` is another name for `provider`.") { Example = "server,model" },
        new("interval", "Width of the buckets in UTC; `all` is one bucket. Default: day.") { Values = [.. Intervals.Keys] },
        new("limit", "Most rows, 1 to 100,000; those with most requests come first within a bucket. Default: 10,000.") { Type = "integer" },
        .. FilterParameters.OfTotals,
    ];

    /// <summary>Reads them; what is wrong is in the reader's refusal.</summary>
    public static StatsQuestion Read(QueryReader query)
    {
        var metric = query.Word("metric", StatsMetrics.All);
        var interval = query.Word("interval", Intervals) ?? StatsInterval.Day;
        var groups = Groups(query);
        var rows = query.Number("limit", 1, MaxRows) ?? DefaultRows;
        var filter = FilterParameters.Read(query);
        return new StatsQuestion(
            new StatsQuery(filter, interval, [.. groups.Select(name => DimensionNames.All[name])], rows),
            groups,
            query.Raw("interval") ?? "day",
            metric is { } asked ? (query.Raw("metric") ?? "", asked) : null);
    }

    private static string[] Groups(QueryReader query)
    {
        var names = query.Text("group_by")?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (names.Length > MaxGroups)
        {
            query.Refuse("group_by", "must not name more than three dimensions");
            return [];
        }

        if (!names.All(DimensionNames.All.ContainsKey))
        {
            query.Refuse("group_by", "must be of " + string.Join(", ", DimensionNames.All.Keys));
            return [];
        }

        if (names.DistinctBy(name => DimensionNames.All[name]).Count() != names.Length)
        {
            query.Refuse("group_by", "names a dimension twice");
            return [];
        }

        return names;
    }
}
