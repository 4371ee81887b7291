using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>The journal gives a batch again until it is taken: a full disk must leave nothing of it behind.</summary>
public sealed class SqliteLogFullDiskTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RequestFilter Anything = new() { From = Day.AddDays(-1), To = Day.AddDays(3) };

    [Fact]
    public async Task A_full_disk_takes_nothing_of_a_batch_and_all_of_it_when_there_is_room_again()
    {
        using var disk = new SmallDisk(megabytes: 16);
        Assert.SkipUnless(disk.IsThere, "Only root may mount the small file system that this test fills.");
        var entries = SampleEntries.Many(6000, Day, TimeSpan.FromHours(30), seed: 8); // Of two days, the second of which has no file yet.
        await using var log = SqliteRequestLog.Open(disk.File("requests"), new SqliteLogOptions(), new ManualTimeProvider(Day.AddHours(40)));
        await ShouldBeAsync(log, entries, 0);
        disk.Fill();
        await ShouldRefuseAsync(log, entries[..50]);
        await ShouldBeAsync(log, entries, 0);
        disk.MakeRoom();
        await WriteAsync(log, entries[..50]);
        await ShouldBeAsync(log, entries, 50);
        for (var taken = 50; taken < 4000; taken += 1000)
        {
            disk.Fill();
            await ShouldRefuseAsync(log, entries[taken..(taken + 1000)]);
            await ShouldRefuseAsync(log, entries[taken..(taken + 1000)]);
            await ShouldBeAsync(log, entries, taken);
            disk.MakeRoom();
            await WriteAsync(log, entries[taken..(taken + 1000)]);
            await ShouldBeAsync(log, entries, taken + 1000);
        }

        disk.Fill();
        await Should.ThrowAsync<IOException>(() => log.MaintainAsync(CancellationToken.None));
        disk.MakeRoom();
        await WriteAsync(log, entries);
        await log.MaintainAsync(CancellationToken.None);
        await ShouldBeAsync(log, entries, entries.Count);
        log.Counters.CorruptFiles.ShouldBe(0);
    }

    private static Task WriteAsync(SqliteRequestLog log, IReadOnlyList<RequestEntry> entries) => log.WriteAsync(new RecordBatch(entries, []), CancellationToken.None);

    private static async Task ShouldRefuseAsync(SqliteRequestLog log, IReadOnlyList<RequestEntry> entries) =>
        await Should.ThrowAsync<IOException>(() => WriteAsync(log, entries));

    /// <summary>Rows and totals are those of the first so many entries.</summary>
    private static async Task ShouldBeAsync(SqliteRequestLog log, List<RequestEntry> entries, int count)
    {
        var rows = new List<RequestEntry>();
        for (RecordId? before = null; ;)
        {
            var page = await log.ListAsync(new RequestQuery(Anything, 1000, before), CancellationToken.None);
            rows.AddRange(page.Items);
            before = page.Next;
            if (before is null) { break; }
        }

        rows.ShouldBe(Enumerable.Reverse(entries[..count]));
        var oracle = new RequestLogOracle();
        oracle.Write(entries[..count]);
        var all = new StatsQuery(Anything, StatsInterval.All, []);
        (await log.StatsAsync(all, CancellationToken.None)).Total.ShouldBe(oracle.Total(all));
    }
}
