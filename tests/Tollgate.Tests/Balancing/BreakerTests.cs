using Shouldly;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Balancing;

public sealed class BreakerTests
{
    private static readonly BreakerOptions Usual = BreakerOptions.From(new BreakerConfig());

    [Fact]
    public void Twenty_five_failures_in_a_row_take_a_target_out()
    {
        var breaker = new Breaker(Usual);
        var passed = 0;
        for (var i = 0; i < 25 && breaker.TryPass(i, out var pass, out _); i++)
        {
            passed++;
            breaker.Failed(pass, TargetFault.ServerError, i);
        }

        passed.ShouldBe(10);
        breaker.StateAt(25).ShouldBe(BreakerState.Open);
        breaker.OpenedCount.ShouldBe(1);
    }

    [Fact]
    public void Answers_that_begin_do_not_forgive_streams_that_never_end()
    {
        var breaker = new Breaker(Usual with { MinRequests = 1000 });
        for (var i = 0; i < 10; i++)
        {
            breaker.TryPass(i, out var pass, out _).ShouldBeTrue();
            breaker.Answered(pass, i);
            breaker.Failed(pass, TargetFault.Broken, i);
        }

        breaker.StateAt(10).ShouldBe(BreakerState.Open);
    }

    [Fact]
    public void Half_of_the_window_failing_opens_it_though_never_two_in_a_row()
    {
        var breaker = new Breaker(Usual);
        for (var i = 0; i < 20; i++)
        {
            breaker.TryPass(i, out var pass, out _).ShouldBeTrue();
            _ = i % 2 == 0 ? breaker.Answered(pass, i) : breaker.Failed(pass, TargetFault.ServerError, i);
        }

        breaker.StateAt(20).ShouldBe(BreakerState.Open);
    }

    [Fact]
    public void It_stays_open_longer_each_time_that_a_probe_fails_up_to_its_bound()
    {
        var breaker = new Breaker(Usual);
        var now = Open(breaker, 0);
        var waits = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            waits.Add(breaker.WaitMs(now));
            now += waits[^1];
            breaker.TryPass(now - 1, out _, out _).ShouldBeFalse();
            breaker.TryPass(now, out var probe, out var change).ShouldBeTrue();
            change.ShouldBe(BreakerChange.HalfOpened);
            breaker.Failed(probe, TargetFault.Timeout, now).ShouldBe(BreakerChange.Opened);
        }

        waits.ShouldBe([5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
    }

    [Fact]
    public void Once_back_its_share_grows_from_a_tenth_to_the_whole()
    {
        var breaker = new Breaker(Usual);
        breaker.ShareAt(0).ShouldBe(1);
        var now = Open(breaker, 0) + 5_000;
        breaker.ShareAt(now).ShouldBe(SlowStart.Least);
        for (var i = 0; i < 2; i++)
        {
            breaker.TryPass(now, out var probe, out _).ShouldBeTrue();
            breaker.Answered(probe, now);
        }

        breaker.StateAt(now).ShouldBe(BreakerState.Closed);
        breaker.ShareAt(now).ShouldBe(0.1, 0.001);
        breaker.ShareAt(now + 15_000).ShouldBe(0.5, 0.001);
        breaker.ShareAt(now + 30_000).ShouldBe(1);
    }

    [Fact]
    public void What_was_under_way_when_it_opened_neither_closes_nor_opens_it()
    {
        var breaker = new Breaker(Usual);
        breaker.TryPass(0, out var old, out _).ShouldBeTrue();
        var now = Open(breaker, 0) + 5_000;
        breaker.TryPass(now, out var probe, out _).ShouldBeTrue();

        breaker.Answered(old, now).ShouldBe(BreakerChange.None);
        breaker.Failed(old, TargetFault.Broken, now).ShouldBe(BreakerChange.None);

        breaker.StateAt(now).ShouldBe(BreakerState.HalfOpen);
        breaker.Answered(probe, now).ShouldBe(BreakerChange.None);
        breaker.TryPass(now, out probe, out _).ShouldBeTrue();
        breaker.Answered(probe, now).ShouldBe(BreakerChange.Closed);
    }

    [Fact]
    public void Probe_that_is_never_reported_gives_its_place_back_after_a_minute()
    {
        var breaker = new Breaker(Usual);
        var now = Open(breaker, 0) + 5_000;
        breaker.TryPass(now, out _, out _).ShouldBeTrue();
        breaker.TryPass(now + 60_000, out _, out _).ShouldBeFalse();
        breaker.TryPass(now + 60_001, out _, out _).ShouldBeTrue();
        breaker.TryPass(now + 60_001, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Many_threads_claim_no_more_probes_than_there_are()
    {
        const int Threads = 8;
        for (var round = 0; round < 200; round++)
        {
            var breaker = new Breaker(Usual with { Probes = 3 });
            var now = Open(breaker, 0) + 5_000;
            var claimed = 0;
            var halfOpened = 0;
            Parallel.For(0, Threads * 4, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
            {
                if (breaker.TryPass(now, out var _, out var change))
                {
                    Interlocked.Increment(ref claimed);
                }

                if (change == BreakerChange.HalfOpened)
                {
                    Interlocked.Increment(ref halfOpened);
                }
            });

            claimed.ShouldBe(3);
            halfOpened.ShouldBe(1);
        }
    }

    [Fact]
    public void Switched_off_it_lets_everything_pass()
    {
        var breaker = new Breaker(Usual);
        var now = Open(breaker, 0);
        breaker.Configure(Usual with { Enabled = false });
        for (var i = 0; i < 100; i++)
        {
            breaker.TryPass(now, out var pass, out _).ShouldBeTrue();
            breaker.Failed(pass, TargetFault.Connect, now);
        }
    }

    private static long Open(Breaker breaker, long now)
    {
        while (breaker.TryPass(now, out var pass, out _))
        {
            breaker.Failed(pass, TargetFault.ServerError, now);
        }

        return now;
    }
}
