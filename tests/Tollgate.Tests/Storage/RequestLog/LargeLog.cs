using System.Diagnostics;
using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>A log of thirty days full of traffic, the questions that a console asks of it, and how long each takes.</summary>
internal sealed class LargeLog : IAsyncDisposable
{
    public const int Days = 30;
    private const int BatchRows = 10_000;

    private readonly TempFolder? _folder;
    private readonly string _path;

    private LargeLog(string? kept)
    {
        _folder = kept is null ? new TempFolder() : null;
        _path = kept ?? _folder!.File("requests");
        Log = SqliteRequestLog.Open(_path, new SqliteLogOptions { MaxBytes = long.MaxValue, RetentionDays = Days + 2 }, TimeProvider.System);
    }

    public static DateTimeOffset End { get; } = new(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);

    public static DateTimeOffset Start { get; } = End.AddDays(-Days);

    public static RequestFilter Everything { get; } = new() { From = Start, To = End };

    private static RequestFilter WithToday { get; } = Everything with { To = End.AddDays(1) };

    public SqliteRequestLog Log { get; }

    /// <summary>Rows written a second, all in all.</summary>
    public double RowsPerSecond { get; private set; }

    /// <summary>Pages that came back before they were full because their time was over: of ids that nobody has, and of a disk that is slow.</summary>
    public int PartialPages { get; private set; }

    public long Bytes => new DirectoryInfo(_path).EnumerateFiles().Sum(file => file.Length);

    /// <summary>A log with so many rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="kept">A folder that is filled the first time and found full the next, on the same UTC day; null for one that goes with the test.</param>
    public static async Task<LargeLog> SeedAsync(long rows, string? kept = null)
    {
        var isFull = File.Exists(Path.Combine(kept ?? "", "seeded"));
        if (isFull)
        {
            foreach (var file in Directory.GetFiles(kept!, $"{End:yyyy-MM-dd}.db*")) { File.Delete(file); }
        }

        var log = new LargeLog(kept);
        if (!isFull)
        {
            log.RowsPerSecond = await log.WriteAsync(new SeededTraffic(1).Between(Start, End, rows));
        }

        await log.Log.MaintainAsync(CancellationToken.None);
        if (kept is not null) { await File.WriteAllTextAsync(Path.Combine(kept, "seeded"), "", CancellationToken.None); }
        return log;
    }

    /// <summary>Writes and says how many rows a second of writing that was; making the traffic does not count.</summary>
    public async Task<double> WriteAsync(IEnumerable<RequestEntry> traffic)
    {
        var (written, watch) = (0L, new Stopwatch());
        foreach (var batch in traffic.Chunk(BatchRows))
        {
            watch.Start();
            await Log.WriteAsync(new RecordBatch(batch, []), CancellationToken.None);
            watch.Stop();
            written += batch.Length;
        }

        return written / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The questions by name; each checks its answer as far as it can be known.</summary>
    public IReadOnlyList<(string Name, Func<int, Task> Ask)> Questions(long rows) =>
    [
        ("newest page", async _ => (await ListAsync(Everything)).Items.Count.ShouldBe(50)),
        ("page in the middle", async i => (await ListAsync(Everything with { To = Start.AddHours(37 + (i * 11)) })).Items.Count.ShouldBe(50)),
        ("common model", async i => (await ListAsync(Everything with { Model = $"model-{i % 30}", To = End.AddHours(-i) })).Items.ShouldAllBe(row => row.Model == $"model-{i % 30}")),
        ("one key, one status", async i => (await ListAsync(Everything with { Key = $"key-{i % 200}", Status = 502 })).Items.ShouldAllBe(row => row.Status == 502)),
        ("rare key", async i =>
        {
            var page = await ListAsync(Everything with { Key = SeededTraffic.RareKey, To = End.AddHours(-i) });
            if (!page.Partial) { page.Items.Count.ShouldBe(50); }
            page.Items.ShouldAllBe(row => row.Key == SeededTraffic.RareKey);
        }),
        ("failures", async _ => (await ListAsync(Everything with { StatusClass = 5 })).Items.Count.ShouldBe(50)),
        ("nobody's key", async _ => (await ListAsync(Everything with { Key = "nobody" })).Next.ShouldBeNull()),
        ("no such class of status", async _ => (await ListAsync(Everything with { StatusClass = 1 })).Items.ShouldBeEmpty()),
        ("id that nobody has", async _ => (await ListAsync(Everything with { IdPrefix = "%%%%" })).Items.ShouldBeEmpty()),
        ("beginning of a record id", async i =>
        {
            var wanted = (await ListAsync(Everything with { To = Start.AddHours(7 + (i * 13)) })).Items[0];
            var page = await ListAsync(Everything with { IdPrefix = wanted.Id.ToString()[..14] });
            if (!page.Partial) { page.Items.ShouldContain(wanted); }
        }),
        ("list of one request id", async i =>
        {
            var wanted = (await ListAsync(Everything with { To = Start.AddHours(9 + (i * 13)) })).Items[0];
            var page = await ListAsync(Everything with { IdPrefix = wanted.RequestId });
            if (!page.Partial) { page.Items.ShouldBe([wanted]); }
        }),
        ("30 days by day and model", async _ =>
        {
            var stats = await Log.StatsAsync(new StatsQuery(Everything, StatsInterval.Day, [StatsDimension.Model]), CancellationToken.None);
            stats.Total.Requests.ShouldBe(rows);
            stats.Rows.Count.ShouldBe(Days * 30);
        }),
        ("30 days by hour", async _ =>
        {
            var stats = await Log.StatsAsync(new StatsQuery(Everything, StatsInterval.Hour, []), CancellationToken.None);
            if (!stats.Partial) { stats.Total.Requests.ShouldBe(rows); }
        }),
        ("30 days of one key", async i =>
            (await Log.StatsAsync(new StatsQuery(Everything with { Key = $"key-{i}" }, StatsInterval.Day, []), CancellationToken.None)).Rows.Count.ShouldBe(Days)),
        ("facets", async _ => (await Log.FacetsAsync(Everything, CancellationToken.None)).Facets[StatsDimension.Model].Sum(value => value.Count).ShouldBe(rows)),
        ("facets of one model", async i =>
            (await Log.FacetsAsync(Everything with { Model = $"model-{i % 30}" }, CancellationToken.None)).Facets[StatsDimension.Model].Count.ShouldBe(1)),
        ("request id", async i =>
        {
            var wanted = (await ListAsync(Everything with { To = Start.AddHours(5 + (i * 13)) })).Items[0];
            (await Log.FindByRequestIdAsync(wanted.RequestId, CancellationToken.None)).ShouldContain(wanted);
        }),
        ("request id that nobody has", async i => (await Log.FindByRequestIdAsync($"req_{i}", CancellationToken.None)).ShouldBeEmpty()),
    ];

    /// <summary>Questions about thirty days and a present one with so many rows, which nothing is packed of.</summary>
    public IReadOnlyList<(string Name, Func<int, Task> Ask)> QuestionsWithToday(long rows) =>
    [
        ("facets, with today", async _ =>
            (await Log.FacetsAsync(WithToday, CancellationToken.None)).Facets[StatsDimension.Model].Sum(value => value.Count).ShouldBe(rows)),
        ("facets of key, with today", async i =>
            (await Log.FacetsAsync(WithToday with { Key = $"key-{i}" }, CancellationToken.None)).Facets[StatsDimension.Key].Count.ShouldBe(1)),
        ("last 20 hours' facets", async _ =>
            (await Log.FacetsAsync(WithToday with { From = End.AddHours(-6) }, CancellationToken.None)).Facets[StatsDimension.Surface].Count.ShouldBe(1)),
        ("models by hour, with today", async _ =>
        {
            var stats = await Log.StatsAsync(new StatsQuery(WithToday, StatsInterval.Hour, [StatsDimension.Model], MaxRows: 100_000), CancellationToken.None);
            stats.Total.Requests.ShouldBe(rows);
        }),
        ("keys and models, with today", async _ =>
        {
            var stats = await Log.StatsAsync(new StatsQuery(WithToday, StatsInterval.All, [StatsDimension.Key, StatsDimension.Model]), CancellationToken.None);
            stats.Total.Requests.ShouldBe(rows);
        }),
        ("failures, with today", async _ => (await ListAsync(WithToday with { StatusClass = 5 })).Items.Count.ShouldBe(50)),
    ];

    /// <summary>Asks every question so many times; times in milliseconds by question, ascending.</summary>
    public static async Task<Dictionary<string, double[]>> AskAsync(IReadOnlyList<(string Name, Func<int, Task> Ask)> questions, int times)
    {
        var all = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, ask) in questions)
        {
            var taken = new double[times];
            for (var i = 0; i < times; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await ask(i);
                taken[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            Array.Sort(taken);
            all[name] = taken;
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _folder?.Dispose();
    }

    private async Task<RequestPage> ListAsync(RequestFilter filter)
    {
        var page = await Log.ListAsync(new RequestQuery(filter, 50), CancellationToken.None);
        PartialPages += page.Partial ? 1 : 0;
        return page;
    }
}
