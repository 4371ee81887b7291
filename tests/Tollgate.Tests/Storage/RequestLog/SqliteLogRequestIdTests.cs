using Shouldly;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>Closed days know where their request ids are by a map, open ones by an index alone: both find the same.</summary>
public sealed class SqliteLogRequestIdTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_id_is_found_on_open_days_and_on_closed_ones_and_when_it_comes_late()
    {
        var entries = Enumerable.Range(0, 500).Select(i => SampleEntries.At(Day.AddDays(-2).AddMinutes(i * 7), (uint)i) with { RequestId = $"id-{i % 170}" }).ToList();
        await using var log = SqliteRequestLog.Open(_folder.File("requests"), new SqliteLogOptions(), new ManualTimeProvider(Day.AddHours(12)));
        await WriteAsync(log, entries[..450]);
        await ShouldFindAsync(log, entries[..450]);
        await log.MaintainAsync(CancellationToken.None);
        await ShouldFindAsync(log, entries[..450]);
        await WriteAsync(log, entries[450..]);
        await ShouldFindAsync(log, entries);
        await log.MaintainAsync(CancellationToken.None);
        await ShouldFindAsync(log, entries);
    }

    [Fact]
    public void A_map_finds_every_place_of_a_hash_and_no_other()
    {
        long[] places = [RequestIdPlace.At(143, 0), RequestIdPlace.At(0, 0), RequestIdPlace.At(7, 1), RequestIdPlace.At(7, uint.MaxValue), RequestIdPlace.At(7, 0), RequestIdPlace.At(7, 0)];
        var parts = RequestIdMap.Build(places)!;
        parts.Length.ShouldBe(RequestIdMap.Parts);
        Slots(0).ShouldBe([143, 7, 0]);
        Slots(1).ShouldBe([7]);
        Slots(2).ShouldBeEmpty();
        Slots(uint.MaxValue).ShouldBe([7]);
        Slots(uint.MaxValue - 1).ShouldBeEmpty();
        Slots(0x7700_0000).ShouldBeEmpty();

        IEnumerable<int> Slots(uint hash) => RequestIdMap.Slots(parts[RequestIdMap.PartOf(hash)], hash);
    }

    private static Task WriteAsync(SqliteRequestLog log, IReadOnlyList<RequestEntry> entries) => log.WriteAsync(new RecordBatch(entries, []), CancellationToken.None);

    private static async Task ShouldFindAsync(SqliteRequestLog log, IReadOnlyList<RequestEntry> entries)
    {
        foreach (var same in entries.GroupBy(entry => entry.RequestId, StringComparer.Ordinal))
        {
            (await log.FindByRequestIdAsync(same.Key, CancellationToken.None)).ShouldBe(same.Reverse());
        }

        (await log.FindByRequestIdAsync("id-170", CancellationToken.None)).ShouldBeEmpty();
    }
}
