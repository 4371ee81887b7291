using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Metering;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>Totals and facets: the same as adding up the rows.</summary>
public abstract class RequestLogStatsContract : RequestLogContract
{
    private static readonly StatsDimension[] Dimensions = Enum.GetValues<StatsDimension>();

    [Fact]
    public async Task An_empty_log_has_no_totals_and_no_facets()
    {
        var stats = await Log.StatsAsync(new StatsQuery(Anything, StatsInterval.Day, [StatsDimension.Key]), CancellationToken.None);
        stats.Rows.ShouldBeEmpty();
        stats.Total.ShouldBe(new StatsTotals());
        stats.Partial.ShouldBeFalse();
        var facets = await Log.FacetsAsync(Anything, CancellationToken.None);
        facets.Facets.Values.SelectMany(values => values).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("All")]
    [InlineData("Hour")]
    [InlineData("Day")]
    public async Task Totals_are_the_sums_of_the_rows_for_every_grouping(string name)
    {
        var interval = Enum.Parse<StatsInterval>(name);
        var (_, oracle) = await SomeTrafficAsync();
        await SameAsync(oracle, new StatsQuery(Anything, interval, []));
        foreach (var by in Dimensions)
        {
            await SameAsync(oracle, new StatsQuery(Anything, interval, [by]));
        }

        await SameAsync(oracle, new StatsQuery(Anything, interval, [StatsDimension.Model, StatsDimension.Status]));
        await SameAsync(oracle, new StatsQuery(Anything, interval, [StatsDimension.ErrorClass, StatsDimension.Key, StatsDimension.User]));
    }

    [Fact]
    public async Task Totals_follow_every_filter()
    {
        var (entries, oracle) = await SomeTrafficAsync();
        foreach (var row in entries.Take(12))
        {
            RequestFilter[] filters =
            [
                Anything with { Key = row.Key, Status = row.Status }, Anything with { Org = row.Org, StatusClass = row.Status / 100 },
                Anything with { Team = row.Team, User = row.User }, Anything with { App = row.App, ErrorClass = row.ErrorClass },
                Anything with { Provider = row.Provider, Model = row.Model, Surface = row.Surface }, Anything with { Key = "nobody" },
            ];
            foreach (var filter in filters)
            {
                await SameAsync(oracle, new StatsQuery(filter, StatsInterval.Day, [StatsDimension.Provider]));
            }
        }
    }

    [Fact]
    public async Task Times_are_widened_to_whole_hours_and_the_answer_says_so()
    {
        var (_, oracle) = await SomeTrafficAsync();
        var query = new StatsQuery(Anything with { From = Day.AddMinutes(90), To = Day.AddMinutes(301) }, StatsInterval.Hour, [StatsDimension.Model]);
        var result = await SameAsync(oracle, query);
        result.From.ShouldBe(Day.AddHours(1));
        result.To.ShouldBe(Day.AddHours(6));
        await SameAsync(oracle, query with { Interval = StatsInterval.Day });
        await SameAsync(oracle, query with { Interval = StatsInterval.All });
        await SameAsync(oracle, query with { Filter = Anything with { From = Day.AddHours(2), To = Day.AddHours(2) } });
    }

    [Fact]
    public async Task Rows_are_in_the_order_of_time_then_of_falling_counts_and_the_rest_is_cut_off()
    {
        var (_, oracle) = await SomeTrafficAsync();
        var query = new StatsQuery(Anything, StatsInterval.Day, [StatsDimension.Key, StatsDimension.Status]);
        var whole = await Log.StatsAsync(query, CancellationToken.None);
        var ordered = whole.Rows.OrderBy(row => row.Bucket).ThenByDescending(row => row.Totals.Requests).Select(row => (row.Bucket, row.Totals.Requests));
        whole.Rows.Select(row => (row.Bucket, row.Totals.Requests)).ShouldBe(ordered);

        var cut = await Log.StatsAsync(query with { MaxRows = 5 }, CancellationToken.None);
        cut.Partial.ShouldBeTrue();
        cut.Rows.Select(row => row.Totals.Requests).ShouldBe(whole.Rows.Take(5).Select(row => row.Totals.Requests));
        cut.Total.ShouldBe(oracle.Total(query));
    }

    [Fact]
    public async Task A_question_that_no_rollup_can_answer_is_refused()
    {
        await Should.ThrowAsync<ArgumentException>(
            () => Log.StatsAsync(new StatsQuery(Anything with { IdPrefix = "a" }, StatsInterval.All, []), CancellationToken.None));
    }

    [Fact]
    public async Task Sums_beyond_32_and_53_bits_are_exact()
    {
        var one = At(1, number: 1) with { Cost = new(4_503_599_627_370_497, PriceState.Priced), TotalMicroseconds = 9_007_199_254_740_993 };
        await Store.WriteAsync(one, one with { Id = At(1, number: 2).Id }, one with { Id = At(1, number: 3).Id });
        var total = (await Log.StatsAsync(new StatsQuery(Anything, StatsInterval.All, []), CancellationToken.None)).Total;
        total.CostNanoUsd.ShouldBe(13_510_798_882_111_491);
        total.DurationMicroseconds.ShouldBe(27_021_597_764_222_979);
    }

    [Fact]
    public async Task Facets_count_what_occurs_in_falling_order()
    {
        var (entries, oracle) = await SomeTrafficAsync();
        RequestFilter[] filters =
        [
            Anything, Anything with { Status = 200 }, Anything with { Key = entries[0].Key, Model = entries[0].Model },
            Anything with { From = Day, To = Day.AddHours(4) }, Anything with { App = "nobody" },
        ];
        foreach (var filter in filters)
        {
            var facets = await Log.FacetsAsync(filter, CancellationToken.None);
            facets.Partial.ShouldBeFalse();
            foreach (var by in Dimensions)
            {
                var values = facets.Facets.TryGetValue(by, out var found) ? found : [];
                values.ToDictionary(value => value.Value, value => value.Count, StringComparer.Ordinal).ShouldBe(oracle.Facet(filter, by), ignoreOrder: true);
                values.Select(value => value.Count).ShouldBe(values.Select(value => value.Count).OrderDescending());
            }
        }
    }

    [Fact]
    public async Task A_facet_has_a_hundred_values_at_most_and_those_are_the_commonest()
    {
        var entries = Enumerable.Range(0, 150).SelectMany(i => Enumerable.Range(0, i < 50 ? 2 : 1).Select(j => At(1, number: (uint)((i * 10) + j)) with { User = $"user-{i}" }));
        await Store.WriteAsync([.. entries]);
        var users = (await Log.FacetsAsync(Anything, CancellationToken.None)).Facets[StatsDimension.User];
        users.Count.ShouldBe(100);
        users.Take(50).ShouldAllBe(value => value.Count == 2);
        users.Skip(50).ShouldAllBe(value => value.Count == 1);
    }

    [Fact]
    public async Task Facets_of_an_id_are_those_of_its_rows_of_the_newest_day()
    {
        await Store.WriteAsync(
            At(1, number: 1) with { RequestId = "order-1", App = "old" },
            SampleEntries.At(Day.AddHours(25), 2) with { RequestId = "order-2", App = "new" },
            SampleEntries.At(Day.AddHours(26), 3) with { RequestId = "other", App = "other" });
        var facets = await Log.FacetsAsync(Anything with { IdPrefix = "order-" }, CancellationToken.None);
        facets.Partial.ShouldBeTrue();
        facets.Facets[StatsDimension.App].ShouldBe([new FacetValue("new", 1)]);
    }

    private async Task<(List<RequestEntry> Entries, RequestLogOracle Oracle)> SomeTrafficAsync()
    {
        var entries = SampleEntries.Many(500, Day.AddHours(-5), TimeSpan.FromHours(40), seed: 8);
        var oracle = new RequestLogOracle();
        await Store.WriteAsync(entries);
        oracle.Write(entries);
        return (entries, oracle);
    }

    private async Task<StatsResult> SameAsync(RequestLogOracle oracle, StatsQuery query)
    {
        var result = await Log.StatsAsync(query, CancellationToken.None);
        var expected = oracle.Stats(query);
        result.Partial.ShouldBeFalse();
        result.Total.ShouldBe(oracle.Total(query));
        result.Rows.Count.ShouldBe(expected.Count, query.ToString());
        foreach (var row in result.Rows)
        {
            row.Totals.ShouldBe(expected[(row.Bucket, RequestLogOracle.Group(row.Group))], query.ToString());
        }

        return result;
    }
}
