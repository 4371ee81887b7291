using Shouldly;
using Tollgate.Control.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>The request log in SQLite with as many rows as it is meant for.</summary>
public sealed class LargeLogTests(ITestOutputHelper output)
{
    /// <summary>Of issue "The record and the control plane".</summary>
    private const double MostMilliseconds = 300;

    private const double LeastRowsPerSecond = 20_000;

    /// <summary>Rows of the present day: fourteen hours of it.</summary>
    private const int MoreRows = 1_000_000;

    [Fact]
    public async Task A_million_rows_are_listed_filtered_and_added_up()
    {
        const long Rows = 1_000_000;
        await using var log = await LargeLog.SeedAsync(Rows);
        Report(await LargeLog.AskAsync(log.Questions(Rows), times: 3), log);
    }

    [Fact]
    [Trait("Category", "Nightly")]
    public async Task Fifty_million_rows_answer_within_300_ms_and_take_20_000_more_a_second_meanwhile()
    {
        var rows = long.Parse(Environment.GetEnvironmentVariable("TOLLGATE_TEST_LOG_ROWS") ?? "50000000", System.Globalization.CultureInfo.InvariantCulture);
        await using var log = await LargeLog.SeedAsync(rows, Environment.GetEnvironmentVariable("TOLLGATE_TEST_LOG_FOLDER"));
        await TimeAsync(log, log.Questions(rows));
        using var enough = new CancellationTokenSource();
        var readers = ReadAsync(log, enough.Token);
        var rate = await log.WriteAsync(new SeededTraffic(2).Between(LargeLog.End, LargeLog.End.AddHours(14), MoreRows));
        await enough.CancelAsync();
        output.WriteLine($"{rate:n0} rows/s while {await readers} questions were answered");
        rate.ShouldBeGreaterThanOrEqualTo(LeastRowsPerSecond);
        await TimeAsync(log, log.QuestionsWithToday(rows + MoreRows));
    }

    /// <summary>Asks until caches are as warm as they are in service, then for the figures.</summary>
    private async Task TimeAsync(LargeLog log, IReadOnlyList<(string Name, Func<int, Task> Ask)> questions)
    {
        Report(await LargeLog.AskAsync(questions, times: 3), log);
        var times = await LargeLog.AskAsync(questions, times: 20);
        Report(times, log);
        foreach (var (name, taken) in times)
        {
            taken[(int)(taken.Length * 0.95) - 1].ShouldBeLessThanOrEqualTo(MostMilliseconds, name);
        }
    }

    private static async Task<int> ReadAsync(LargeLog log, CancellationToken enough)
    {
        var answered = 0;
        while (!enough.IsCancellationRequested)
        {
            await log.Log.ListAsync(new RequestQuery(LargeLog.Everything with { To = LargeLog.End.AddDays(1), Model = SeededTraffic.CommonModel }, 50), CancellationToken.None);
            await log.Log.StatsAsync(new StatsQuery(LargeLog.Everything with { To = LargeLog.End.AddDays(1) }, StatsInterval.Day, [StatsDimension.Key]), CancellationToken.None);
            answered += 2;
        }

        return answered;
    }

    private void Report(Dictionary<string, double[]> times, LargeLog log)
    {
        output.WriteLine($"{log.RowsPerSecond:n0} rows/s written, {log.Bytes / 1e6:n0} MB, {log.PartialPages} partial pages");
        foreach (var (name, taken) in times)
        {
            output.WriteLine($"{name,-28} p50 {taken[taken.Length / 2],8:n1} ms   p95 {taken[Math.Max(0, (int)(taken.Length * 0.95) - 1)],8:n1} ms   max {taken[^1],8:n1} ms");
        }
    }
}
