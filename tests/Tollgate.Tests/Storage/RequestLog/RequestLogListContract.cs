using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>Lists, and single requests by their ids.</summary>
public abstract class RequestLogListContract : RequestLogContract
{
    [Fact]
    public async Task An_empty_log_lists_nothing()
    {
        var page = await Log.ListAsync(new RequestQuery(Anything, 50), CancellationToken.None);
        page.Items.ShouldBeEmpty();
        page.Next.ShouldBeNull();
        page.Partial.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1000)]
    public async Task Pages_join_without_gap_or_overlap_newest_first(int size)
    {
        var entries = SampleEntries.Many(size == 1 ? 20 : 250, Day.AddHours(-10), TimeSpan.FromHours(60), seed: 1);
        await Store.WriteAsync(entries);
        Ids(await Store.ListAllAsync(Anything, size)).ShouldBe(Ids(Enumerable.Reverse(entries)));
    }

    [Fact]
    public async Task Requests_of_one_moment_have_an_order_and_none_is_lost_between_pages()
    {
        var entries = Enumerable.Range(0, 30).Select(i => At(9, number: (uint)i)).ToList();
        await Store.WriteAsync(entries);
        Ids(await Store.ListAllAsync(Anything, 4)).ShouldBe(Ids(Enumerable.Reverse(entries)));
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_row_says_that_nothing_follows()
    {
        await Store.WriteAsync([.. Enumerable.Range(0, 10).Select(i => At(i, number: (uint)i))]);
        var first = await Log.ListAsync(new RequestQuery(Anything, 5), CancellationToken.None);
        first.Items.Count.ShouldBe(5);
        first.Next.ShouldNotBeNull();
        first.Partial.ShouldBeFalse();
        var second = await Log.ListAsync(new RequestQuery(Anything, 5, first.Next), CancellationToken.None);
        second.Items.Count.ShouldBe(5);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_row_that_comes_while_paging_does_not_shift_the_pages()
    {
        var entries = Enumerable.Range(0, 10).Select(i => At(i, number: (uint)i)).ToList();
        await Store.WriteAsync(entries);
        var first = await Log.ListAsync(new RequestQuery(Anything, 5), CancellationToken.None);
        await Store.WriteAsync(At(20, number: 99));
        var second = await Log.ListAsync(new RequestQuery(Anything, 5, first.Next), CancellationToken.None);
        Ids(first.Items.Concat(second.Items)).ShouldBe(Ids(Enumerable.Reverse(entries)));
    }

    [Fact]
    public async Task The_beginning_of_a_time_belongs_to_it_and_its_end_does_not()
    {
        var step = TimeSpan.FromMilliseconds(1);
        var noon = TimeSpan.FromHours(12);
        RequestEntry[] entries = [At(noon - step), At(noon), At(noon + step), At(noon + (2 * step))];
        await Store.WriteAsync(entries);
        var found = await Store.ListAllAsync(Anything with { From = Day + noon, To = Day + noon + (2 * step) });
        Ids(found).ShouldBe([entries[2].Id, entries[1].Id]);
        (await Store.ListAllAsync(Anything with { From = Day + noon, To = Day + noon })).ShouldBeEmpty();
        (await Store.ListAllAsync(Anything with { From = Day.AddDays(1), To = Day })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_filter_finds_what_has_exactly_that_value()
    {
        var (entries, oracle) = await SomeTrafficAsync();
        var filters = new List<RequestFilter>();
        foreach (var row in entries.Take(25))
        {
            filters.AddRange([
                Anything with { Key = row.Key }, Anything with { Org = row.Org }, Anything with { Team = row.Team }, Anything with { User = row.User },
                Anything with { App = row.App }, Anything with { Provider = row.Provider }, Anything with { Model = row.Model }, Anything with { Surface = row.Surface },
                Anything with { Status = row.Status }, Anything with { StatusClass = row.Status / 100 }, Anything with { ErrorClass = row.ErrorClass },
            ]);
        }

        await SameAsync(oracle, filters.Distinct());
    }

    [Fact]
    public async Task Filters_that_come_together_must_all_match()
    {
        var (entries, oracle) = await SomeTrafficAsync();
        var filters = entries.Take(20).SelectMany(row => new[]
        {
            Anything with { Key = row.Key, Model = row.Model, Status = row.Status },
            Anything with { Provider = row.Provider, ErrorClass = row.ErrorClass, From = Day.AddHours(3), To = Day.AddHours(20) },
            Anything with { User = row.User, App = row.App, Team = row.Team, Org = row.Org, Surface = row.Surface, StatusClass = 2 },
            Anything with { Status = 200, StatusClass = 4 },
        });
        await SameAsync(oracle, filters.Distinct());
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_ev")]
    [InlineData("de%")]
    [InlineData("DEV")]
    [InlineData("dev ")]
    [InlineData("%%%%%%%%")]
    [InlineData("' OR '1'='1")]
    [InlineData("dev'; DROP TABLE requests; --")]
    public async Task Nothing_in_a_text_has_a_meaning_of_its_own(string hostile)
    {
        await Store.WriteAsync(At(1), At(2) with { Key = hostile });
        Ids(await Store.ListAllAsync(Anything with { Key = hostile })).ShouldBe([At(2).Id]);
        (await Store.ListAllAsync(Anything with { Model = hostile })).ShouldBeEmpty();
        (await Store.ListAllAsync(Anything with { IdPrefix = hostile })).ShouldBeEmpty();
        (await Log.FindByRequestIdAsync(hostile, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_beginning_of_an_id_finds_record_ids_and_request_ids()
    {
        var own = At(3, number: 1) with { RequestId = "order-4711.a" };
        var other = At(4, number: 2) with { RequestId = "order-4712.b" };
        var hex = At(new TimeSpan(3, 0, 30), number: 3) with { RequestId = own.Id.ToString()[..14] + "-x" };
        await Store.WriteAsync(own, other, hex);
        Ids(await Store.ListAllAsync(Anything with { IdPrefix = "order-471" })).ShouldBe([other.Id, own.Id]);
        Ids(await Store.ListAllAsync(Anything with { IdPrefix = "order-4711.a" })).ShouldBe([own.Id]);
        Ids(await Store.ListAllAsync(Anything with { IdPrefix = own.Id.ToString() })).ShouldBe([own.Id]);
        Ids(await Store.ListAllAsync(Anything with { IdPrefix = own.Id.ToString()[..12] })).ShouldBe([hex.Id, own.Id]);
        (await Store.ListAllAsync(Anything with { IdPrefix = "rder" })).ShouldBeEmpty();
        (await Store.ListAllAsync(Anything with { IdPrefix = "ORDER" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_whole_request_id_is_listed_with_all_other_filters_and_page_by_page()
    {
        const string Id = "req_0123456789abcdefghjkmnpq";
        var same = Enumerable.Range(0, 5).Select(i => At(1 + i, number: (uint)i) with { RequestId = Id, Model = i == 3 ? "rare" : "usual", Status = i == 4 ? 502 : 200 }).ToList();
        await Store.WriteAsync([.. same, At(9, number: 9) with { RequestId = "req_0123456789abcdefghjkmnpr" }]);
        var filter = Anything with { IdPrefix = Id };
        Ids(await Store.ListAllAsync(filter, pageSize: 2)).ShouldBe(Ids(Enumerable.Reverse(same)));
        Ids(await Store.ListAllAsync(filter with { Model = "rare" })).ShouldBe([same[3].Id]);
        Ids(await Store.ListAllAsync(filter with { StatusClass = 5 })).ShouldBe([same[4].Id]);
        Ids(await Store.ListAllAsync(filter with { From = Day.AddHours(2), To = Day.AddHours(4) })).ShouldBe([same[2].Id, same[1].Id]);
        (await Log.FacetsAsync(filter, CancellationToken.None)).Facets[StatsDimension.Model].ShouldBe([new FacetValue("usual", 4), new FacetValue("rare", 1)]);
    }

    [Fact]
    public async Task A_request_id_finds_its_requests_newest_first_and_ten_at_most()
    {
        var same = Enumerable.Range(0, 14).Select(i => At(i, number: (uint)i) with { RequestId = "again" }).ToList();
        await Store.WriteAsync([.. same, At(20, number: 50) with { RequestId = "agai" }, At(21, number: 51) with { RequestId = "req_000000000000000000000051" }]);
        (await Log.FindByRequestIdAsync("again", CancellationToken.None)).ShouldBe(Enumerable.Reverse(same).Take(10));
        Ids(await Log.FindByRequestIdAsync("req_000000000000000000000051", CancellationToken.None)).ShouldBe([At(21, number: 51).Id]);
        (await Log.FindByRequestIdAsync("Again", CancellationToken.None)).ShouldBeEmpty();
        (await Log.FindByRequestIdAsync("", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Questions_of_absurd_size_are_answered_like_any_other()
    {
        await Store.WriteAsync(At(1));
        var long10k = new string('%', 10_000);
        (await Store.ListAllAsync(Anything with { Key = long10k, App = long10k })).ShouldBeEmpty();
        (await Store.ListAllAsync(Anything with { IdPrefix = long10k })).ShouldBeEmpty();
        Ids(await Store.ListAllAsync(Anything with { From = Day.AddYears(-10), To = Day.AddYears(10) })).ShouldBe([At(1).Id]);
        Ids(await Store.ListAllAsync(Anything with { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue })).ShouldBe([At(1).Id]);
        (await Log.ListAsync(new RequestQuery(Anything, 1000, new RecordId(0, 0)), CancellationToken.None)).Items.ShouldBeEmpty();
        Ids((await Log.ListAsync(new RequestQuery(Anything, 1000, new RecordId(ulong.MaxValue, ulong.MaxValue)), CancellationToken.None)).Items).ShouldBe([At(1).Id]);
        (await Log.FindAsync(new RecordId(ulong.MaxValue, ulong.MaxValue), CancellationToken.None)).ShouldBeNull();
        (await Log.FindContentAsync(new RecordId(ulong.MaxValue, ulong.MaxValue), CancellationToken.None)).ShouldBeNull();
    }

    private async Task<(List<RequestEntry> Entries, RequestLogOracle Oracle)> SomeTrafficAsync()
    {
        var entries = SampleEntries.Many(400, Day.AddHours(-5), TimeSpan.FromHours(40), seed: 7);
        var oracle = new RequestLogOracle();
        await Store.WriteAsync(entries);
        oracle.Write(entries);
        return (entries, oracle);
    }

    private async Task SameAsync(RequestLogOracle oracle, IEnumerable<RequestFilter> filters)
    {
        foreach (var filter in filters)
        {
            Ids(await Store.ListAllAsync(filter)).ShouldBe(Ids(oracle.List(filter)), filter.ToString());
        }
    }
}
