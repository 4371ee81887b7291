using System.Globalization;
using System.Text.Json;
using Tollgate.Control.RequestLog;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.ClickHouse;

/// <summary>Totals and facets, added up from the rows themselves: a column store needs no totals of its own.</summary>
internal sealed class ClickHouseStats(ClickHouseClient client, ClickHouseReader reader)
{
    private const int MaxFacetValues = 100;

    private const string Sums = """
        count() AS requests, countIf(error_class <> ''), countIf(price_state = 'unpriced'), sum(tokens_in), sum(tokens_cached), sum(tokens_cache_write),
        sum(tokens_out), sum(tokens_reasoning), sum(cost_nanousd), sum(total_us), sumIf(ttft_us, ttft_us >= 0), countIf(ttft_us >= 0)
        """;

    private static readonly StatsDimension[] Dimensions = Enum.GetValues<StatsDimension>();

    private static readonly string[] GroupColumns = [.. Dimensions.Select(FilterTerms.Column)];

    public async Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop)
    {
        StatsHours.Require(query);
        var hours = StatsHours.Of(query.Filter);
        var bucket = query.Interval switch
        {
            StatsInterval.Hour => "toStartOfHour(time)",
            StatsInterval.Day => "toDateTime(toStartOfDay(time), 'UTC')",
            _ => "toDateTime(0, 'UTC')",
        };
        var names = query.GroupBy.Select(by => "g_" + FilterTerms.Column(by)).ToArray();
        var columns = query.GroupBy.Select(by => $"toString({FilterTerms.Column(by)}) AS g_{FilterTerms.Column(by)}");
        var keys = string.Join(", ", names.Prepend("at"));
        var sql = new ClickHouseQuery()
            .Add($"SELECT grouping(at) AS whole, toUnixTimestamp(at), {string.Join("", names.Select(name => name + ", "))}{Sums}")
            .Add($"FROM (SELECT {string.Join(", ", columns.Prepend($"toDateTime({bucket}, 'UTC') AS at"))}, * FROM requests FINAL WHERE true");
        Within(sql, hours)
            .And(FilterTerms.Of(query.Filter))
            .Add($") GROUP BY GROUPING SETS (({keys}), ())")
            .Add($"ORDER BY whole DESC, at, requests DESC{string.Join("", names.Select(name => ", " + name))} LIMIT ?", query.MaxRows + 2L);
        var total = new StatsTotals();
        var answer = await client.AskAsync(sql, Read, stop);
        var rows = answer.OfType<StatsRow>().ToList();
        var isCut = rows.Count > query.MaxRows;
        return new StatsResult(hours.From, hours.To, isCut ? rows[..query.MaxRows] : rows, total, isCut);

        StatsRow? Read(JsonElement row)
        {
            var totals = Totals(row, 2 + names.Length);
            if (row[0].GetInt64() == 1)
            {
                total = totals;
                return null;
            }

            var group = names.Select((_, i) => row[2 + i].GetString() ?? "").ToArray();
            var at = query.Interval is StatsInterval.All ? hours.From : DateTimeOffset.FromUnixTimeSeconds(row[1].GetInt64());
            return new StatsRow(at, group, totals);
        }
    }

    public async Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop)
    {
        var sql = new ClickHouseQuery()
            .Add($"SELECT grouping({string.Join(", ", GroupColumns)}) AS which, count() AS n, {string.Join(", ", GroupColumns.Select(c => $"toString({c})"))}")
            .Add("FROM requests FINAL WHERE true");
        if (filter.IdPrefix is null)
        {
            Within(sql, StatsHours.Of(filter));
        }
        else
        {
            var newest = await reader.ListAsync(new RequestQuery(filter, 1), stop);
            if (newest.Items.Count == 0) { return new FacetResult(new Dictionary<StatsDimension, IReadOnlyList<FacetValue>>(), newest.Partial); }
            var day = IdRange.DayOf(newest.Items[0].Id);
            var whole = IdRange.Of(filter, before: null);
            sql.AndIds(new IdRange(day.From > whole.From ? day.From : whole.From, day.To < whole.To ? day.To : whole.To)).AndPrefix(filter.IdPrefix);
        }

        sql.And(FilterTerms.Of(filter))
            .Add($"GROUP BY GROUPING SETS ({string.Join(", ", GroupColumns.Select(c => $"({c})"))})")
            .Add(string.Create(CultureInfo.InvariantCulture, $"ORDER BY which, n DESC LIMIT {MaxFacetValues} BY which"));
        var facets = new Dictionary<StatsDimension, List<FacetValue>>();
        await client.AskAsync(
            sql,
            row =>
            {
                // Of the bits of grouping(), the first column's is the highest, and the column that is grouped by has the only 0.
                var at = Array.FindIndex(Dimensions, by => (row[0].GetInt64() >> (Dimensions.Length - 1 - Array.IndexOf(Dimensions, by)) & 1) == 0);
                if (!facets.TryGetValue(Dimensions[at], out var values)) { facets[Dimensions[at]] = values = []; }
                values.Add(new FacetValue(row[2 + at].GetString() ?? "", row[1].GetInt64()));
                return at;
            },
            stop);
        return new FacetResult(facets.ToDictionary(pair => pair.Key, IReadOnlyList<FacetValue> (pair) => pair.Value), Partial: filter.IdPrefix is not null);
    }

    private static ClickHouseQuery Within(ClickHouseQuery sql, StatsHours hours) => sql
        .Add("AND time >= fromUnixTimestamp64Milli(?)", hours.From.ToUnixTimeMilliseconds())
        .Add("AND time < fromUnixTimestamp64Milli(?)", hours.To.ToUnixTimeMilliseconds());

    private static StatsTotals Totals(JsonElement row, int at) => new()
    {
        Requests = row[at].GetInt64(),
        Errors = row[at + 1].GetInt64(),
        Unpriced = row[at + 2].GetInt64(),
        InputTokens = row[at + 3].GetInt64(),
        CachedTokens = row[at + 4].GetInt64(),
        CacheWriteTokens = row[at + 5].GetInt64(),
        OutputTokens = row[at + 6].GetInt64(),
        ReasoningTokens = row[at + 7].GetInt64(),
        CostNanoUsd = row[at + 8].GetInt64(),
        DurationMicroseconds = row[at + 9].GetInt64(),
        TtftMicroseconds = row[at + 10].GetInt64(),
        TtftCount = row[at + 11].GetInt64(),
    };
}
