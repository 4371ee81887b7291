using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Admission;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class TokenBucketTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_full_bucket_admits_its_burst_and_then_one_per_interval()
    {
        var bucket = new TokenBucket(RateRule.PerMinute(10), Second, now: 5);
        for (var i = 0; i < 10; i++)
        {
            bucket.TryTake(5, out var state).ShouldBeTrue();
            state.Remaining.ShouldBe(9 - i);
            state.Limit.ShouldBe(10);
        }

        bucket.TryTake(5, out var refused).ShouldBeFalse();
        refused.Remaining.ShouldBe(0);
        refused.RetryAfterMilliseconds.ShouldBe(6000);
        refused.RetryAfterSeconds.ShouldBe(6);
        refused.ResetMilliseconds.ShouldBe(60_000);

        bucket.TryTake(5 + (6 * Second) - 1, out _).ShouldBeFalse();
        bucket.TryTake(5 + (6 * Second), out var admitted).ShouldBeTrue();
        admitted.Remaining.ShouldBe(0);
        bucket.TryTake(5 + (6 * Second), out _).ShouldBeFalse();
    }

    [Fact]
    public void A_rested_bucket_holds_its_burst_and_no_more()
    {
        var bucket = new TokenBucket(new RateRule(60, TimeSpan.FromMinutes(1), Burst: 3), Second, now: 0);

        Enumerable.Range(0, 100).Count(_ => bucket.TryTake(1_000_000 * Second, out LimitState _)).ShouldBe(3);
    }

    [Fact]
    public void A_clock_that_lags_behind_another_thread_refills_nothing()
    {
        var bucket = new TokenBucket(RateRule.PerMinute(1), Second, now: 0);
        bucket.TryTake(100 * Second, out _).ShouldBeTrue();

        bucket.TryTake(0, out _).ShouldBeFalse();
        bucket.TryTake(100 * Second, out _).ShouldBeFalse();
        bucket.TryTake(160 * Second, out _).ShouldBeTrue();
    }

    [Fact]
    public void It_admits_exactly_what_exact_arithmetic_admits() => Prop
        .ForAll(Cases(), test =>
        {
            var bucket = new TokenBucket(test.Rule, Second, now: 0);
            var oracle = new ExactBucket(test.Rule, Second);
            var now = 0L;
            foreach (var step in test.Steps)
            {
                now += step;
                bucket.TryTake(now, out var state).ShouldBe(oracle.TryTake(now));
                state.Remaining.ShouldBe(oracle.Whole);
            }
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void In_no_span_of_time_is_more_admitted_than_burst_plus_rate_times_time() => Prop
        .ForAll(Cases(), test =>
        {
            var bucket = new TokenBucket(test.Rule, Second, now: 0);
            var admitted = new List<long>();
            var now = 0L;
            foreach (var step in test.Steps)
            {
                now += step;
                if (bucket.TryTake(now, out _))
                {
                    admitted.Add(now);
                }
            }

            for (var first = 0; first < admitted.Count; first++)
            {
                for (var last = first; last < admitted.Count; last++)
                {
                    var refilled = (BigInteger)(admitted[last] - admitted[first]) * test.Rule.Limit / (test.Rule.Window.Ticks * 100);
                    ((BigInteger)(last - first + 1)).ShouldBeLessThanOrEqualTo(test.Rule.Burst + refilled);
                }
            }
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(RateRule.MaxLimit, RateRule.MaxLimit)]
    [InlineData(1, RateRule.MaxLimit)]
    [InlineData(RateRule.MaxLimit, 1)]
    [InlineData(999_999_937, 999_999_937)]
    public void The_largest_numbers_do_not_overflow(long limit, long burst)
    {
        var bucket = new TokenBucket(new RateRule(limit, RateRule.MaxWindow, burst), Second, now: long.MaxValue / 2);

        bucket.TryTake(long.MaxValue / 2, out var first).ShouldBeTrue();
        first.Remaining.ShouldBe(burst - 1);
        bucket.TryTake(long.MaxValue, out var later).ShouldBeTrue();
        later.Remaining.ShouldBe(burst - 1);
        later.ResetMilliseconds.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Threads_together_get_exactly_the_burst()
    {
        const int Threads = 8;
        const int Burst = 10_000;
        var bucket = new TokenBucket(new RateRule(1, TimeSpan.FromDays(1), Burst), Second, now: 0);
        using var start = new Barrier(Threads);

        var counts = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, Burst).Count(_ => bucket.TryTake(0, out LimitState _));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        counts.Sum().ShouldBe(Burst);
    }

    [Fact]
    public async Task Threads_with_clocks_apart_never_get_more_than_the_rate_allows()
    {
        const int Threads = 4;
        const int Ticks = 20_000;
        var rule = new RateRule(1000, TimeSpan.FromSeconds(1), Burst: 7);
        var bucket = new TokenBucket(rule, Second, now: 0);
        using var start = new Barrier(Threads);

        var counts = await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, Ticks).Count(tick => bucket.TryTake((tick * 100_000L) + thread, out LimitState _));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        ((long)counts.Sum()).ShouldBeLessThanOrEqualTo(7 + (Ticks * 100_000L * 1000 / Second) + 1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(RateRule.MaxLimit + 1, 1)]
    public void A_rule_out_of_range_is_refused(long limit, long burst) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenBucket(new RateRule(limit, TimeSpan.FromMinutes(1), burst), Second, 0));

    private static Arbitrary<(RateRule Rule, long[] Steps)> Cases()
    {
        var rule =
            from limit in Gen.Choose(1, 2000)
            from window in Gen.Choose(1, 120_000)
            from burst in Gen.Choose(1, 50)
            select new RateRule(limit, TimeSpan.FromMilliseconds(window), burst);
        return (
            from one in rule
            let interval = (int)Math.Min(one.Window.Ticks * 100 / one.Limit, 1_000_000_000)
            from steps in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 3), Gen.Choose(0, interval), Gen.Choose(0, interval * 2)).ArrayOf(200)
            select (one, steps.Select(step => (long)step).ToArray())).ToArbitrary();
    }

    /// <summary>The definition of a token bucket in unbounded fractions.</summary>
    private sealed class ExactBucket(RateRule rule, long ticksPerSecond)
    {
        private readonly BigInteger _cost = new BigInteger(rule.Window.Ticks) * ticksPerSecond / TimeSpan.TicksPerSecond;
        private BigInteger _level = new BigInteger(rule.Window.Ticks) * ticksPerSecond / TimeSpan.TicksPerSecond * rule.Burst;
        private long _at;

        public long Whole => (long)(_level / _cost);

        public bool TryTake(long now)
        {
            _level = BigInteger.Min(_cost * rule.Burst, _level + ((BigInteger)(now - _at) * rule.Limit));
            _at = now;
            if (_level < _cost)
            {
                return false;
            }

            _level -= _cost;
            return true;
        }
    }
}
