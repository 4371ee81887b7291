using Shouldly;
using Tollgate.Admission.Budgets;
using Tollgate.Configuration;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Admission.Budgets;

/// <summary>Random schedules of requests against an oracle that keeps a plain list of them.</summary>
public sealed class BudgetScheduleTests
{
    private const int Schedules = 100_000;
    private const int Steps = 24;

    [Fact]
    public void Spent_and_reserved_are_the_sums_of_the_requests_and_no_estimate_that_covers_its_cost_passes_a_limit()
    {
        var random = new Random(20261121);
        for (var schedule = 0; schedule < Schedules; schedule++)
        {
            Run(random, schedule);
        }
    }

    [Fact]
    public void Fifty_threads_never_pass_a_limit_together()
    {
        var table = new BudgetTable(new ManualTimeProvider());
        table.Apply([new BudgetConfig { Scope = LimitScope.Global, LimitNanoUsd = 1_000 }]);
        var cell = Cell(table, "global", table.NowUnixMs);
        var admitted = 0;

        Parallel.For(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 50 }, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                var hold = new BudgetHold();
                hold.Begin(table.Active, estimate: 7);
                if (hold.TryReserve(cell))
                {
                    Interlocked.Increment(ref admitted);
                    hold.Settle(7);
                }

                hold.End();
                (cell.Spent + cell.Reserved).ShouldBeLessThanOrEqualTo(1_000);
            }
        });

        (admitted, cell.Spent, cell.Reserved).ShouldBe((142, 994, 0));
    }

    private static void Run(Random random, int schedule)
    {
        var time = new ManualTimeProvider();
        var table = new BudgetTable(time);
        var limit = random.Next(1, 200);
        table.Apply([new BudgetConfig { Scope = LimitScope.Key, LimitNanoUsd = limit, Period = BudgetPeriod.Day }]);
        var open = new List<(BudgetHold Hold, string Key, long Started, long Estimate, long Charged)>();
        var done = new List<(string Key, long Day, long Cost)>();
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    var key = random.Next(2) == 0 ? "a" : "b";
                    var estimate = random.Next(0, 60);
                    var started = table.NowUnixMs - random.Next(0, 7_200_000); // clocks of loops differ, and may be put back
                    var hold = new BudgetHold();
                    hold.Begin(table.Active, estimate);
                    var taken = Taken(open, done, key, started);
                    var fits = taken < limit && taken + estimate <= limit;
                    hold.TryReserve(Cell(table, key, started)).ShouldBe(fits, Say(schedule));
                    if (fits) { open.Add((hold, key, started, estimate, -1)); }
                    break;
                case 2 or 3 when open.Count > 0:
                    var settled = random.Next(open.Count);
                    var most = open[settled].Charged < 0 ? open[settled].Estimate : open[settled].Charged; // a correction that raises a cost is counted whatever the limit
                    var cost = random.Next(0, (int)most + 1);
                    open[settled].Hold.Settle(cost);
                    open[settled] = open[settled] with { Charged = cost };
                    break;
                case 4 when open.Count > 0:
                    var ended = random.Next(open.Count);
                    var (ending, of, at, _, charged) = open[ended];
                    ending.End();
                    open.RemoveAt(ended);
                    if (charged > 0) { done.Add((of, Day(at), charged)); }
                    break;
                default:
                    time.Advance(TimeSpan.FromHours(random.Next(0, 5)));
                    break;
            }

            foreach (var key in (string[])["a", "b"])
            {
                var cell = Cell(table, key, table.NowUnixMs);
                (cell.Spent + cell.Reserved).ShouldBe(Taken(open, done, key, table.NowUnixMs), Say(schedule));
                cell.Spent.ShouldBeLessThanOrEqualTo(limit, Say(schedule));
            }
        }
    }

    private static long Taken(
        List<(BudgetHold Hold, string Key, long Started, long Estimate, long Charged)> open, List<(string Key, long Day, long Cost)> done, string key, long at) =>
        open.Where(o => o.Key == key && Day(o.Started) == Day(at)).Sum(o => o.Charged < 0 ? o.Estimate : o.Charged)
        + done.Where(d => d.Key == key && d.Day == Day(at)).Sum(d => d.Cost);

    private static BudgetCell Cell(BudgetTable table, string key, long at) => table.Active[0].Find(key, key)!.CellAt(at);

    private static long Day(long unixMs) => unixMs / 86_400_000;

    private static string Say(int schedule) => $"schedule {schedule}";
}
