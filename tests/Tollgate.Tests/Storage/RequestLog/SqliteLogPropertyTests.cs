using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>Totals equal the rows exactly, whatever came in which order, how often, and was cut short by what.</summary>
public sealed class SqliteLogPropertyTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RequestFilter Anything = new() { From = Day, To = Day.AddDays(2) };

    [Fact]
    public void Totals_equal_the_rows_after_any_batches_repeats_failures_restarts_and_packing()
    {
        var steps = Gen.Choose(0, int.MaxValue - 1).ArrayOf().Resize(25).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(steps, numbers => RunAsync(numbers).GetAwaiter().GetResult()));
    }

    private static async Task RunAsync(int[] steps)
    {
        using var folder = new TempFolder();
        var time = new ManualTimeProvider(Day.AddDays(1).AddHours(12));
        var options = new SqliteLogOptions { MaxHourGroups = 4, MaxDayTexts = 12 };
        var oracle = new RequestLogOracle();
        var log = SqliteRequestLog.Open(folder.Location, options, time);
        try
        {
            foreach (var step in steps)
            {
                var random = new Random(step);
                var batch = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Known(random)).ToList();
                switch (step % 6)
                {
                    case 0: // fails in the middle of its last day
                        batch = [.. batch.OrderBy(entry => entry.Id)];
                        await Should.ThrowAsync<Exception>(() => WriteAsync(log, [.. batch, batch[^1] with { Key = null! }]));
                        oracle.Write(batch.Where(entry => DayOf(entry) != DayOf(batch[^1])));
                        break;
                    case 1:
                        await log.DisposeAsync();
                        log = SqliteRequestLog.Open(folder.Location, options, time);
                        break;
                    case 2:
                        await log.MaintainAsync(CancellationToken.None);
                        break;
                    default:
                        await WriteAsync(log, batch);
                        oracle.Write(batch);
                        break;
                }
            }

            var query = new StatsQuery(Anything, StatsInterval.Hour, [StatsDimension.Status]);
            var stats = await log.StatsAsync(query, CancellationToken.None);
            stats.Total.ShouldBe(oracle.Total(query));
            stats.Rows.Select(row => row.Totals.Requests).Sum().ShouldBe(stats.Total.Requests);
            var expected = oracle.Stats(query);
            stats.Rows.All(row => expected[(row.Bucket, RequestLogOracle.Group(row.Group))] == row.Totals).ShouldBeTrue();
            (await log.ListAsync(new RequestQuery(Anything, 1000), CancellationToken.None)).Items.ShouldBe(oracle.List(Anything));
        }
        finally
        {
            await log.DisposeAsync();
        }
    }

    /// <summary>One of forty requests over two days, first or amended.</summary>
    private static RequestEntry Known(Random random)
    {
        var number = random.Next(40);
        var time = Day.AddMinutes(number * 61);
        var first = SampleEntries.Any(new Random(number), time, (uint)number);
        return random.Next(2) == 0 ? first : SampleEntries.Any(new Random(number + 1000), time, (uint)number) with { Revision = 1 };
    }

    private static int DayOf(RequestEntry entry) => LogDay.Of(entry.Id);

    private static Task WriteAsync(SqliteRequestLog log, IReadOnlyList<RequestEntry> entries) => log.WriteAsync(new RecordBatch(entries, []), CancellationToken.None);
}
