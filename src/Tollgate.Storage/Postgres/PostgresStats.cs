using System.Globalization;
using Npgsql;
using Tollgate.Control.RequestLog;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>Totals and facets, from the totals by hour and by day.</summary>
internal sealed class PostgresStats(NpgsqlDataSource connections, PostgresReader reader)
{
    private const int MaxFacetValues = 100;

    private static readonly StatsDimension[] Dimensions = Enum.GetValues<StatsDimension>();

    private static readonly string GroupList = string.Join(", ", Dimensions.Select(FilterTerms.Column));

    /// <summary>For each dimension its commonest values, out of <c>base</c>: the dimensions and a count.</summary>
    private static readonly string FacetTail = string.Join(" UNION ALL ", Dimensions.Select((by, i) => string.Create(
        CultureInfo.InvariantCulture,
        $"(SELECT {i}, {FilterTerms.Column(by)}::text, sum(n)::bigint FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {MaxFacetValues})")));

    public async Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop)
    {
        StatsHours.Require(query);
        var hours = StatsHours.Of(query.Filter);
        var sql = new PostgresQuery().Add("WITH picked AS (");
        Pick(sql, hours, useDays: query.Interval is not StatsInterval.Hour);
        var bucket = query.Interval switch
        {
            StatsInterval.Hour => "p.bucket",
            StatsInterval.Day => "date_bin('1 day', p.bucket, TIMESTAMPTZ '2000-01-01 00:00:00Z')",
            _ => "TIMESTAMPTZ '2000-01-01 00:00:00Z'",
        };
        var columns = query.GroupBy.Select((by, i) => string.Create(CultureInfo.InvariantCulture, $"{FilterTerms.Column(by)}::text AS g{i}"));
        var names = query.GroupBy.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"g{i}"));
        sql.Add($"), named AS (SELECT {string.Join(", ", columns.Prepend(bucket + " AS at"))}, p.* FROM picked p JOIN request_groups g ON g.id = p.group_id WHERE true")
            .And(FilterTerms.Of(query.Filter))
            .Add($") SELECT grouping(at), {string.Join(", ", names.Prepend("at"))}, {TotalsColumns.Sums} FROM named")
            .Add($"GROUP BY GROUPING SETS (({string.Join(", ", names.Prepend("at"))}), ())")
            .Add($"HAVING grouping(at) = 1 OR sum(requests) <> 0")
            .Add($"ORDER BY 1 DESC, at, sum(requests) DESC, {string.Join(", ", names.Append("1"))} LIMIT ?", query.MaxRows + 2L);
        var total = new StatsTotals();
        var answer = await sql.RunAsync(connections, Read, stop);
        var rows = answer.OfType<StatsRow>().ToList();
        var isCut = rows.Count > query.MaxRows;
        return new StatsResult(hours.From, hours.To, isCut ? rows[..query.MaxRows] : rows, total, isCut);

        StatsRow? Read(NpgsqlDataReader row)
        {
            var totals = Totals(row, 2 + query.GroupBy.Count);
            if (row.GetInt32(0) == 1)
            {
                total = totals;
                return null;
            }

            var group = query.GroupBy.Select((_, i) => row.GetString(2 + i)).ToArray();
            return new StatsRow(query.Interval is StatsInterval.All ? hours.From : row.GetFieldValue<DateTimeOffset>(1), group, totals);
        }
    }

    public async Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop)
    {
        var sql = new PostgresQuery();
        if (filter.IdPrefix is null)
        {
            sql.Add("WITH picked AS (");
            Pick(sql, StatsHours.Of(filter), useDays: true);
            sql.Add($"), base AS MATERIALIZED (SELECT {GroupList}, sum(requests) AS n FROM picked p JOIN request_groups g ON g.id = p.group_id WHERE true")
                .And(FilterTerms.Of(filter))
                .Add($"GROUP BY {GroupList} HAVING sum(requests) > 0)");
        }
        else
        {
            var newest = await reader.ListAsync(new RequestQuery(filter, 1), stop);
            if (newest.Items.Count == 0) { return new FacetResult(new Dictionary<StatsDimension, IReadOnlyList<FacetValue>>(), newest.Partial); }
            var range = IdRange.Of(filter, before: null);
            var day = IdRange.DayOf(newest.Items[0].Id).From;
            sql.Add($"WITH base AS MATERIALIZED (SELECT {GroupList}, 1 AS n FROM requests WHERE id >= ?", day > range.From ? day : range.From)
                .Add("AND id < ?", range.To)
                .And(FilterTerms.Of(filter));
            PostgresReader.WithPrefix(sql, filter.IdPrefix);
            sql.Add(")");
        }

        var found = await sql.Add(FacetTail).RunAsync(connections, row => (By: Dimensions[row.GetInt32(0)], Value: new FacetValue(row.GetString(1), row.GetInt64(2))), stop);
        var facets = found.GroupBy(row => row.By).ToDictionary(group => group.Key, IReadOnlyList<FacetValue> (group) => [.. group.Select(row => row.Value)]);
        return new FacetResult(facets, Partial: filter.IdPrefix is not null);
    }

    /// <summary>The totals of a time: whole days by the day where that is wanted, the rest by the hour.</summary>
    private static void Pick(PostgresQuery sql, StatsHours hours, bool useDays)
    {
        var (dayFrom, dayTo) = useDays ? hours.Days() : (hours.From, hours.From);
        sql.Add("SELECT * FROM request_hours WHERE bucket >= ?", hours.From).Add("AND bucket < ?", dayFrom)
            .Add("UNION ALL SELECT * FROM request_days WHERE bucket >= ?", dayFrom).Add("AND bucket < ?", dayTo)
            .Add("UNION ALL SELECT * FROM request_hours WHERE bucket >= ?", dayTo).Add("AND bucket < ?", hours.To);
    }

    private static StatsTotals Totals(NpgsqlDataReader row, int at) => new()
    {
        Requests = row.GetInt64(at),
        Errors = row.GetInt64(at + 1),
        Unpriced = row.GetInt64(at + 2),
        InputTokens = row.GetInt64(at + 3),
        CachedTokens = row.GetInt64(at + 4),
        CacheWriteTokens = row.GetInt64(at + 5),
        OutputTokens = row.GetInt64(at + 6),
        ReasoningTokens = row.GetInt64(at + 7),
        CostNanoUsd = row.GetInt64(at + 8),
        DurationMicroseconds = row.GetInt64(at + 9),
        TtftMicroseconds = row.GetInt64(at + 10),
        TtftCount = row.GetInt64(at + 11),
    };
}
