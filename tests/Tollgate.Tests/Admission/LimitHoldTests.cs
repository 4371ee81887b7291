using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class LimitHoldTests
{
    private readonly LimitRig _rig = new();

    [Fact]
    public void All_rules_are_taken_together_or_none_is()
    {
        var (roomy, tight) = (Cell(10), Cell(1));
        Take(roomy, tight).ShouldBeTrue();
        Take(roomy, tight).ShouldBeFalse();
        roomy.Read(0).Remaining.ShouldBe(9);
    }

    [Fact]
    public void The_verdict_names_the_rule_that_takes_longest()
    {
        var (minute, hour) = (Cell(1), Cell(1, rule => rule with { Window = TimeSpan.FromHours(1) }));
        Take(minute, hour).ShouldBeTrue();

        var hold = Hold(minute, hour);
        hold.TryTake(0).ShouldBeFalse();
        hold.Verdict.Blocking.ShouldBeSameAs(hour);
        hold.Verdict.RetryMs.ShouldBe(3_600_000);
        hold.Verdict.MayQueue.ShouldBeFalse();
    }

    [Fact]
    public void A_rule_that_rejects_wins_over_one_that_lets_wait()
    {
        var queued = Cell(1, rule => rule with { Window = TimeSpan.FromHours(1), OnExceeded = ExceededAction.Queue });
        var rejecting = Cell(1);
        Take(queued, rejecting).ShouldBeTrue();
        var hold = Hold(queued, rejecting);
        hold.TryTake(0).ShouldBeFalse();
        hold.Verdict.Blocking.ShouldBeSameAs(rejecting);
        var alone = Hold(queued);
        alone.TryTake(0).ShouldBeFalse();
        alone.Verdict.MayQueue.ShouldBeTrue();
    }

    [Fact]
    public void What_the_request_itself_asks_beyond_the_limit_is_never_admitted_but_a_guess_alone_does_not_shut_it_out()
    {
        var cell = Cell(1000, rule => rule with { Metric = LimitMetric.Tokens });
        var sure = Hold(new LimitEstimate(1001, 1001, 0, 0), cell);
        sure.TryTake(0).ShouldBeFalse();
        sure.Verdict.IsNever.ShouldBeTrue();
        var guessed = Hold(new LimitEstimate(100, 5000, 0, 0), cell);
        guessed.TryTake(0).ShouldBeTrue();
        cell.Read(0).Remaining.ShouldBe(0);
    }

    [Fact]
    public void Real_usage_replaces_the_estimate_and_may_be_corrected_again()
    {
        var cell = Cell(1000, rule => rule with { Metric = LimitMetric.Tokens });
        var hold = Hold(new LimitEstimate(400, 400, 0, 0), cell);
        hold.TryTake(0).ShouldBeTrue();
        cell.Read(0).Remaining.ShouldBe(600);
        hold.Settle(100, 0, 0);
        cell.Read(0).Remaining.ShouldBe(900);
        hold.Settle(700, 0, 0);
        cell.Read(0).Remaining.ShouldBe(300);
        hold.Release(0);
        cell.Read(0).Remaining.ShouldBe(300);
        cell.Holds.ShouldBe(0);
    }

    [Theory]
    [InlineData(LimitMetric.Requests, true)]
    [InlineData(LimitMetric.Tokens, false)]
    [InlineData(LimitMetric.Cost, false)]
    [InlineData(LimitMetric.Concurrency, false)]
    public void Only_what_will_be_corrected_or_given_back_must_be_remembered(LimitMetric metric, bool isSpent)
    {
        var hold = Hold(Cell(10), Cell(10, rule => rule with { Metric = metric }));
        hold.TryTake(0).ShouldBeTrue();
        hold.IsSpent.ShouldBe(isSpent);
    }

    [Fact]
    public void A_request_that_ends_without_usage_gives_its_tokens_and_its_place_back_but_counts_as_a_request()
    {
        var requests = Cell(10);
        var tokens = Cell(1000, rule => rule with { Metric = LimitMetric.Tokens });
        var cost = Cell(1000, rule => rule with { Metric = LimitMetric.Cost });
        var places = Cell(2, rule => rule with { Metric = LimitMetric.Concurrency });
        var hold = Hold(new LimitEstimate(400, 400, 300, 300), requests, tokens, cost, places);
        hold.TryTake(0).ShouldBeTrue();
        places.Read(0).Remaining.ShouldBe(1);
        cost.Read(0).Remaining.ShouldBe(700);
        hold.Release(0);
        requests.Read(0).Remaining.ShouldBe(9);
        tokens.Read(0).Remaining.ShouldBe(1000);
        cost.Read(0).Remaining.ShouldBe(1000);
        places.Read(0).Remaining.ShouldBe(2);
        hold.Count.ShouldBe(0);
    }

    [Fact]
    public void An_attempt_that_came_to_nothing_gives_back_what_was_taken_of_its_provider()
    {
        var key = Cell(1000, rule => rule with { Metric = LimitMetric.Tokens });
        var (first, second) = (Cell(500, rule => rule with { Metric = LimitMetric.Tokens }), Cell(500, rule => rule with { Metric = LimitMetric.Tokens }));
        var hold = Hold(new LimitEstimate(400, 400, 0, 0), key);
        hold.TryTake(0).ShouldBeTrue();
        object failed = new();
        hold.Add(first, attempt: failed);
        hold.TryTake(0, from: 1).ShouldBeTrue();
        hold.GiveBack(failed, 0);
        first.Read(0).Remaining.ShouldBe(500);
        hold.Add(second, attempt: new object());
        hold.TryTake(0, from: 1).ShouldBeTrue();
        hold.Settle(50, 0, 0);
        hold.Release(0);
        key.Read(0).Remaining.ShouldBe(950);
        second.Read(0).Remaining.ShouldBe(450);
        (first.Holds + second.Holds + key.Holds).ShouldBe(0);
    }

    [Fact]
    public async Task Under_contention_every_cell_counts_exactly_the_requests_that_were_admitted_by_all_of_theirs()
    {
        const int Threads = 8;
        LimitCell[] cells = [Cell(5000), Cell(9000, rule => rule with { Algorithm = LimitAlgorithm.FixedWindow }), Cell(7000, rule => rule with { Algorithm = LimitAlgorithm.SlidingWindow }), Cell(8000)];
        var taken = new long[cells.Length];
        await OnThreadsAsync(Threads, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 4000; i++)
            {
                var subset = random.Next(1, 16);
                var hold = new LimitHold();
                for (var c = cells.Length - 1; c >= 0; c--)
                {
                    if ((subset & (1 << c)) != 0) { hold.Add(cells[c]); }
                }

                if (hold.TryTake(0))
                {
                    foreach (var entry in hold.Entries) { Interlocked.Increment(ref taken[Array.IndexOf(cells, entry.Cell)]); }
                }

                hold.Release(0);
            }
        });

        for (var i = 0; i < cells.Length; i++)
        {
            taken[i].ShouldBe(cells[i].Rule.Limit - cells[i].Read(0).Remaining);
        }

        taken.Max().ShouldBeGreaterThan(4999);
    }

    [Fact]
    public async Task No_more_than_the_limit_run_at_once_and_nobody_starves()
    {
        const int Threads = 8;
        var places = Cell(3, rule => rule with { Metric = LimitMetric.Concurrency });
        var (running, most) = (0, 0);
        var done = new int[Threads];
        await OnThreadsAsync(Threads, thread =>
        {
            var hold = new LimitHold();
            while (done[thread] < 2000)
            {
                hold.Add(places);
                if (hold.TryTake(0))
                {
                    var now = Interlocked.Increment(ref running);
                    most = Math.Max(most, now);
                    done[thread]++;
                    Interlocked.Decrement(ref running);
                }
                else
                {
                    Thread.Yield();
                }

                hold.Release(0);
            }
        });

        most.ShouldBeLessThanOrEqualTo(3);
        places.Read(0).Remaining.ShouldBe(3);
        places.Holds.ShouldBe(0);
    }

    private static Task OnThreadsAsync(int threads, Action<int> run)
    {
        var start = new Barrier(threads);
        return Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                run(thread);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    private static LimitHold Hold(params LimitCell[] cells) => Hold(default, cells);

    private static LimitHold Hold(LimitEstimate estimate, params LimitCell[] cells)
    {
        var hold = new LimitHold { Estimate = estimate };
        foreach (var cell in cells)
        {
            hold.Add(cell);
        }

        return hold;
    }

    private static bool Take(params LimitCell[] cells) => Hold(cells).TryTake(0);

    private LimitCell Cell(long limit, Func<LimitRule, LimitRule>? change = null) =>
        _rig.Registry.Make((change ?? (rule => rule))(LimitRule.PerMinute("r", limit)), "s", 0);
}
