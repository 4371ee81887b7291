using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Faults;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>What is SQLite's alone: days as files, their end, and what happens to bad ones.</summary>
public sealed class SqliteLogFilesTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RequestFilter Anything = new() { From = Day.AddDays(-100), To = Day.AddDays(100) };

    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _time = new(Day.AddHours(12));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_the_next_start()
    {
        var entries = SampleEntries.Many(200, Day.AddDays(-1), TimeSpan.FromHours(30), seed: 1);
        await using (var log = Open())
        {
            await WriteAsync(log, entries[..150]);
        }

        await using var again = Open();
        await WriteAsync(again, entries[100..]);
        (await RowsAsync(again, Anything)).ShouldBe(Enumerable.Reverse(entries));
        (await TotalAsync(again)).ShouldBe(Expected(entries));
    }

    [Fact]
    public async Task A_day_of_a_version_before_explanations_is_read_and_goes_on()
    {
        var (old, fresh) = (SampleEntries.At(Day.AddHours(1)), SampleEntries.Full(Day.AddHours(2), 1));
        await using (var log = Open())
        {
            await WriteAsync(log, [old]);
        }

        using (var file = RawDatabase.Open(Directory.EnumerateFiles(_folder.File("requests"), "2026-03-01.db").ShouldHaveSingleItem(), readOnly: false))
        {
            file.Run("ALTER TABLE requests DROP COLUMN explain; ALTER TABLE requests DROP COLUMN queued; PRAGMA user_version = 1");
        }

        await using var again = Open();
        (await RowsAsync(again, Anything)).ShouldBe([old]);
        await WriteAsync(again, [fresh]);
        (await RowsAsync(again, Anything)).ShouldBe([fresh, old]);
    }

    [Fact]
    public async Task A_copy_taken_at_any_moment_is_whole_batches_and_goes_on_from_there()
    {
        var entries = SampleEntries.Many(300, Day, TimeSpan.FromHours(3), seed: 2);
        await using var log = Open();
        for (var i = 0; i < entries.Count; i += 50)
        {
            await WriteAsync(log, entries[i..(i + 50)]);
            var copy = _folder.File($"copy-{i}");
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.EnumerateFiles(_folder.File("requests")).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            await using var after = SqliteRequestLog.Open(copy, new SqliteLogOptions(), _time);
            (await TotalAsync(after)).ShouldBe(Expected(entries[..(i + 50)]));
            await WriteAsync(after, entries);
            (await TotalAsync(after)).ShouldBe(Expected(entries));
        }
    }

    [Fact]
    public async Task A_batch_that_fails_midway_leaves_nothing_and_comes_again()
    {
        var entries = SampleEntries.Many(100, Day, TimeSpan.FromHours(3), seed: 3);
        await using var log = Open();
        await WriteAsync(log, entries[..40]);
        RequestEntry[] broken = [.. entries, entries[0] with { Id = SampleEntries.IdAt(Day.AddHours(4)), Key = null! }];
        await Should.ThrowAsync<Exception>(() => WriteAsync(log, broken));
        (await TotalAsync(log)).ShouldBe(Expected(entries[..40]));
        await WriteAsync(log, entries);
        (await RowsAsync(log, Anything)).ShouldBe(Enumerable.Reverse(entries));
        (await TotalAsync(log)).ShouldBe(Expected(entries));
    }

    [Fact]
    public async Task Closed_days_are_packed_and_answer_the_same_and_late_records_still_count()
    {
        var entries = SampleEntries.Many(800, Day.AddDays(-3), TimeSpan.FromDays(3.4), seed: 4);
        await using var log = Open();
        await WriteAsync(log, entries[..700]);
        await log.MaintainAsync(CancellationToken.None);
        await SameAsync(log, entries[..700]);
        var late = SampleEntries.Many(50, Day.AddDays(-2.5), TimeSpan.FromHours(3), seed: 5).ConvertAll(entry => entry with { Id = new RecordId(entry.Id.High, 77) });
        await WriteAsync(log, [.. entries[650..], .. late]);
        await SameAsync(log, [.. entries, .. late]);
        await log.MaintainAsync(CancellationToken.None);
        await SameAsync(log, [.. entries, .. late]);
    }

    [Fact]
    public async Task A_day_too_old_loses_its_rows_and_keeps_its_totals()
    {
        var entries = SampleEntries.Many(400, Day.AddDays(-3), TimeSpan.FromDays(3), seed: 6);
        var old = entries.FindAll(entry => entry.Id < RecordId.FirstAt(Day.AddDays(-2).ToUnixTimeMilliseconds()));
        await using (var log = Open())
        {
            await WriteAsync(log, entries);
            _time.Advance(TimeSpan.FromDays(28));
            await log.MaintainAsync(CancellationToken.None);
            log.Counters.DaysDropped.ShouldBe(1);
            (await RowsAsync(log, Anything)).ShouldBe(Enumerable.Reverse(entries.Except(old)));
            (await TotalAsync(log)).ShouldBe(Expected(entries));
            await WriteAsync(log, old);
            log.Counters.OutOfTime.ShouldBe(old.Count);
            (await TotalAsync(log)).ShouldBe(Expected(entries));
        }

        await using var again = Open();
        var query = new StatsQuery(Anything with { From = Day.AddDays(-3).AddHours(5), To = Day.AddDays(-2) }, StatsInterval.Hour, []);
        var stats = await again.StatsAsync(query, CancellationToken.None);
        stats.WholeDaysBefore.ShouldBe(Day.AddDays(-2));
        stats.From.ShouldBe(Day.AddDays(-3));
        stats.Rows.Single().Bucket.ShouldBe(Day.AddDays(-3));
        stats.Total.ShouldBe(Expected(old));
    }

    [Fact]
    public async Task Too_much_goes_oldest_first_but_never_today()
    {
        var entries = SampleEntries.Many(400, Day.AddDays(-3), TimeSpan.FromDays(3.4), seed: 7);
        await using var log = Open(new SqliteLogOptions { MaxBytes = 1 });
        await WriteAsync(log, entries);
        await log.MaintainAsync(CancellationToken.None);
        var today = RecordId.FirstAt(Day.ToUnixTimeMilliseconds());
        (await RowsAsync(log, Anything)).ShouldBe(Enumerable.Reverse(entries.Where(entry => entry.Id >= today)));
        (await TotalAsync(log)).ShouldBe(Expected(entries));
        log.Counters.Days.ShouldBe(1);
    }

    [Fact]
    public async Task Captured_content_goes_before_its_request()
    {
        var entry = SampleEntries.At(Day);
        await using var log = Open(new SqliteLogOptions { ContentRetentionDays = 2 });
        await log.WriteAsync(new RecordBatch([entry], [new CapturedContent(entry.Id, "q", "a", [], false)]), CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(2));
        await log.MaintainAsync(CancellationToken.None);
        (await log.FindContentAsync(entry.Id, CancellationToken.None)).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromDays(1));
        await log.MaintainAsync(CancellationToken.None);
        (await log.FindContentAsync(entry.Id, CancellationToken.None)).ShouldBeNull();
        (await log.FindAsync(entry.Id, CancellationToken.None)).ShouldBe(entry);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_file_is_set_aside_and_the_day_goes_on(bool torn)
    {
        var (yesterday, today) = (SampleEntries.At(Day.AddDays(-1), 1), SampleEntries.At(Day, 2));
        await using (var log = Open())
        {
            await WriteAsync(log, yesterday, today);
        }

        var file = Path.Combine(_folder.File("requests"), "2026-02-28.db");
        if (torn)
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length / 3);
        }
        else
        {
            await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat((byte)'x', 50_000)], CancellationToken.None);
        }

        await using var again = Open();
        (await RowsAsync(again, Anything)).ShouldBe([today]);
        (await TotalAsync(again)).ShouldBe(Expected([today]));
        again.Counters.CorruptFiles.ShouldBe(1);
        File.Exists(file + ".corrupt-1").ShouldBeTrue();
        await WriteAsync(again, yesterday);
        (await RowsAsync(again, Anything)).ShouldBe([today, yesterday]);
    }

    [Fact]
    public async Task A_damaged_file_does_not_stop_the_writer()
    {
        var entry = SampleEntries.At(Day.AddDays(-1), 1);
        Directory.CreateDirectory(_folder.File("requests"));
        await File.WriteAllTextAsync(Path.Combine(_folder.File("requests"), "2026-02-28.db"), new string('?', 20_000), CancellationToken.None);
        await using var log = Open();
        await WriteAsync(log, entry);
        (await RowsAsync(log, Anything)).ShouldBe([entry]);
        log.Counters.CorruptFiles.ShouldBe(1);
    }

    [Fact]
    public async Task Invented_names_fold_into_other_in_the_rollup_and_nowhere_else()
    {
        var entries = Enumerable.Range(0, 300).Select(i => SampleEntries.At(Day.AddMinutes(1), (uint)i) with { App = $"app-{i}", Path = $"/v1/x/{i}", Key = $"key-{i % 3}" }).ToList();
        await using var log = Open(new SqliteLogOptions { MaxHourGroups = 40, MaxDayTexts = 100 });
        foreach (var batch in entries.Chunk(37))
        {
            await WriteAsync(log, batch);
        }

        (await RowsAsync(log, Anything)).ShouldBe(Enumerable.Reverse(entries));
        (await TotalAsync(log)).ShouldBe(Expected(entries));
        (await RowsAsync(log, Anything with { App = "app-7" })).ShouldBe([entries[7]]);
        (await RowsAsync(log, Anything with { App = "app-299" })).ShouldBe([entries[299]]);
        (await RowsAsync(log, Anything with { App = "app-299", Key = "key-1" })).ShouldBeEmpty();
        log.Counters.Folded.ShouldBeGreaterThan(200);
        var apps = await log.StatsAsync(new StatsQuery(Anything, StatsInterval.All, [StatsDimension.App]), CancellationToken.None);
        apps.Rows.Count.ShouldBeLessThanOrEqualTo(45);
        apps.Rows[0].Group.ShouldBe(["other"]);

        // What a row added under "other" is taken from there when the row changes.
        await WriteAsync(log, [.. entries.Select(entry => entry with { Revision = 1, Status = 499, ErrorClass = ErrorClass.ClientCancel })]);
        (await TotalAsync(log)).ShouldBe(Expected(entries.ConvertAll(entry => entry with { Status = 499, ErrorClass = ErrorClass.ClientCancel })));
    }

    [Fact]
    public async Task A_record_from_no_possible_time_is_counted_and_holds_up_nothing()
    {
        await using var log = Open();
        await WriteAsync(log, SampleEntries.At(Day), SampleEntries.At(Day) with { Id = new RecordId(ulong.MaxValue, 1) }, SampleEntries.At(Day) with { Id = new RecordId(0, 1) });
        log.Counters.OutOfTime.ShouldBe(2);
        (await TotalAsync(log)).Requests.ShouldBe(1);
    }

    private static Task WriteAsync(SqliteRequestLog log, params IReadOnlyList<RequestEntry> entries) => log.WriteAsync(new RecordBatch(entries, []), CancellationToken.None);

    private static async Task<IReadOnlyList<RequestEntry>> RowsAsync(SqliteRequestLog log, RequestFilter filter) =>
        (await log.ListAsync(new RequestQuery(filter, 1000), CancellationToken.None)).Items;

    private static async Task<StatsTotals> TotalAsync(SqliteRequestLog log) =>
        (await log.StatsAsync(new StatsQuery(Anything, StatsInterval.All, []), CancellationToken.None)).Total;

    private static StatsTotals Expected(IEnumerable<RequestEntry> entries)
    {
        var oracle = new RequestLogOracle();
        oracle.Write(entries);
        return oracle.Total(new StatsQuery(Anything, StatsInterval.All, []));
    }

    private static async Task SameAsync(SqliteRequestLog log, IReadOnlyList<RequestEntry> entries)
    {
        var oracle = new RequestLogOracle();
        oracle.Write(entries);
        StatsDimension[][] groups = [[], [StatsDimension.Model], [StatsDimension.Status], [StatsDimension.Key, StatsDimension.ErrorClass]];
        RequestFilter[] filters = [Anything, Anything with { Key = "web" }, Anything with { StatusClass = 4 }, Anything with { From = Day.AddDays(-2).AddHours(3), To = Day.AddHours(-5) }];
        foreach (var filter in filters)
        {
            foreach (var query in groups.SelectMany(by => Enum.GetValues<StatsInterval>().Select(interval => new StatsQuery(filter, interval, by))))
            {
                var result = await log.StatsAsync(query, CancellationToken.None);
                var expected = oracle.Stats(query);
                result.Rows.Count.ShouldBe(expected.Count);
                result.Rows.All(row => expected[(row.Bucket, RequestLogOracle.Group(row.Group))] == row.Totals).ShouldBeTrue();
            }

            var facets = await log.FacetsAsync(filter, CancellationToken.None);
            facets.Facets[StatsDimension.App].ToDictionary(value => value.Value, value => value.Count).ShouldBe(oracle.Facet(filter, StatsDimension.App), ignoreOrder: true);
        }
    }

    private SqliteRequestLog Open(SqliteLogOptions? options = null) => SqliteRequestLog.Open(_folder.File("requests"), options ?? new SqliteLogOptions(), _time);
}
