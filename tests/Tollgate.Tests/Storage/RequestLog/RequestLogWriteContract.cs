using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>What is written is there, once, and as it was written.</summary>
public abstract class RequestLogWriteContract : RequestLogContract
{
    [Fact]
    public async Task An_entry_is_found_as_it_was_written()
    {
        RequestEntry[] entries = [SampleEntries.Full(Day.AddHours(1)), At(2, number: 1), new() { Id = SampleEntries.IdAt(Day.AddHours(3), 2) }];
        await Store.WriteAsync(entries);
        foreach (var entry in entries)
        {
            (await Log.FindAsync(entry.Id, CancellationToken.None)).ShouldBe(entry);
        }

        (await Store.ListAllAsync(Anything)).ShouldBe(entries.Reverse());
        (await Log.FindAsync(SampleEntries.IdAt(Day, 77), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Every_error_class_fault_price_state_and_usage_source_survives()
    {
        var entries = new List<RequestEntry>();
        foreach (var error in Enum.GetValues<ErrorClass>())
        {
            entries.Add(At(5, number: (uint)entries.Count) with { ErrorClass = error });
        }

        foreach (var fault in Enum.GetValues<FaultCode>())
        {
            entries.Add(At(5, number: (uint)entries.Count) with { Fault = fault });
        }

        entries.AddRange(Enum.GetValues<PriceState>().Select((state, i) => At(6, number: (uint)i) with { Cost = new Cost(0, state) }));
        entries.AddRange(Enum.GetValues<UsageSource>().Select((source, i) => At(7, number: (uint)i) with { Usage = new TokenUsage { Source = source } }));
        await Store.WriteAsync(entries);
        (await Store.ListAllAsync(Anything)).ShouldBe(entries.OrderByDescending(entry => entry.Id));
    }

    [Fact]
    public async Task A_batch_given_twice_counts_once()
    {
        var entries = SampleEntries.Many(300, Day, TimeSpan.FromHours(30), seed: 1);
        await Store.WriteAsync(entries);
        await Store.WriteAsync(entries);
        await Store.WriteAsync(entries[100..200]);
        (await Store.ListAllAsync(Anything)).ShouldBe(Enumerable.Reverse(entries));
        (await TotalAsync()).ShouldBe(Expected(entries));
    }

    [Fact]
    public async Task One_id_twice_in_a_batch_counts_once_and_the_higher_revision_stays()
    {
        var first = At(1, number: 1);
        var second = first with { Revision = 1, Status = 499, ErrorClass = ErrorClass.ClientCancel, Cancelled = true, TotalMicroseconds = 5 };
        await Store.WriteAsync(first, first, At(1, number: 2), second);
        (await Log.FindAsync(first.Id, CancellationToken.None)).ShouldBe(second);
        (await TotalAsync()).ShouldBe(Expected([second, At(1, number: 2)]));
    }

    [Fact]
    public async Task A_higher_revision_replaces_and_takes_its_totals_along()
    {
        var first = At(1) with { TtftMicroseconds = 400 };
        var second = first with { Revision = 1, Provider = "local-a", Status = 499, ErrorClass = ErrorClass.ClientCancel, TtftMicroseconds = -1, Cost = new Cost(0, PriceState.Unpriced) };
        await Store.WriteAsync(first);
        await Store.WriteAsync(second);
        (await Store.ListAllAsync(Anything)).ShouldBe([second]);
        (await TotalAsync()).ShouldBe(Expected([second]));
        (await Log.StatsAsync(new StatsQuery(Anything with { Status = 200 }, StatsInterval.All, []), CancellationToken.None)).Total.Requests.ShouldBe(0);
        (await Store.ListAllAsync(Anything with { Status = 200 })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lower_or_equal_revision_changes_nothing()
    {
        var there = At(1) with { Revision = 1, Status = 499, ErrorClass = ErrorClass.ClientCancel };
        await Store.WriteAsync(there);
        await Store.WriteAsync(there with { Revision = 0, Status = 200, ErrorClass = ErrorClass.None });
        await Store.WriteAsync(there with { Status = 500 });
        (await Store.ListAllAsync(Anything)).ShouldBe([there]);
        (await TotalAsync()).ShouldBe(Expected([there]));
    }

    [Fact]
    public async Task Entries_may_come_in_any_order_of_time()
    {
        var entries = SampleEntries.Many(200, Day.AddHours(-20), TimeSpan.FromHours(60), seed: 2);
        var shuffled = entries.ToArray();
        new Random(3).Shuffle(shuffled);
        foreach (var part in shuffled.Chunk(17))
        {
            await Store.WriteAsync(part);
        }

        (await Store.ListAllAsync(Anything)).ShouldBe(Enumerable.Reverse(entries));
        (await TotalAsync()).ShouldBe(Expected(entries));
    }

    [Fact]
    public async Task Totals_equal_the_rows_whatever_was_repeated_and_amended()
    {
        var random = new Random(4);
        var oracle = new RequestLogOracle();
        var known = SampleEntries.Many(150, Day, TimeSpan.FromHours(5), seed: 5);
        for (var round = 0; round < 20; round++)
        {
            var batch = Enumerable.Range(0, random.Next(1, 40)).Select(_ =>
            {
                var entry = known[random.Next(known.Count)];
                var amended = SampleEntries.Any(random, DateTimeOffset.FromUnixTimeMilliseconds(entry.Id.UnixMilliseconds), 0);
                return random.Next(2) == 0 ? entry : amended with { Id = entry.Id, Revision = 1 };
            }).ToList();
            await Store.WriteAsync(batch);
            oracle.Write(batch);
            (await TotalAsync()).ShouldBe(oracle.Total(All()));
        }

        (await Store.ListAllAsync(Anything)).ShouldBe(oracle.List(Anything));
    }

    [Fact]
    public async Task An_empty_batch_is_no_news()
    {
        await Store.WriteAsync();
        (await Store.ListAllAsync(Anything)).ShouldBeEmpty();
        (await TotalAsync()).ShouldBe(new StatsTotals());
    }

    [Fact]
    public async Task Captured_content_is_found_as_it_was_written_and_once()
    {
        var entry = At(1);
        var content = new CapturedContent(entry.Id, "{\"q\":\"ä \ud83d\ude80 '\"}", "", ["data: {\"a\":1}\n\n", "", "data: [DONE]\n\n"], true);
        await Store.WriteAsync([entry], []);
        (await Log.FindContentAsync(entry.Id, CancellationToken.None)).ShouldBeNull();
        await Store.WriteAsync([], [content]);
        await Store.WriteAsync([entry], [content]);
        var found = await Log.FindContentAsync(entry.Id, CancellationToken.None);
        found.ShouldNotBeNull();
        found.Chunks.ShouldBe(content.Chunks);
        (found with { Chunks = [] }).ShouldBe(content with { Chunks = [] });
    }

    [Fact]
    public async Task Content_of_an_answer_that_was_no_stream_has_no_chunks()
    {
        var content = new CapturedContent(At(2).Id, "", new string('x', 300_000), [], false);
        await Store.WriteAsync([At(2)], [content]);
        var found = await Log.FindContentAsync(content.Id, CancellationToken.None);
        found.ShouldNotBeNull();
        (found with { Chunks = [] }).ShouldBe(content with { Chunks = [] });
        found.Chunks.ShouldBeEmpty();
    }

    private static StatsQuery All() => new(Anything, StatsInterval.All, []);

    private static StatsTotals Expected(IReadOnlyList<RequestEntry> entries)
    {
        var oracle = new RequestLogOracle();
        oracle.Write(entries);
        return oracle.Total(All());
    }

    private async Task<StatsTotals> TotalAsync() => (await Log.StatsAsync(All(), CancellationToken.None)).Total;
}
