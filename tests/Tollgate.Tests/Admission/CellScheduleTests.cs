using System.Numerics;
using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Admission;

/// <summary>Random schedules against the oracles: 100,000 of them, each with a rule, a clock and a seed of its own.</summary>
public sealed class CellScheduleTests
{
    private const int Schedules = 25_000;

    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket, 11)]
    [InlineData(LimitAlgorithm.LeakyBucket, 12)]
    [InlineData(LimitAlgorithm.FixedWindow, 13)]
    [InlineData(LimitAlgorithm.SlidingWindow, 14)]
    public void It_admits_exactly_what_its_definition_admits_and_says_exactly_when_there_is_room_again(LimitAlgorithm algorithm, int seed)
    {
        for (var i = 0; i < Schedules; i++)
        {
            var random = new Random((seed * Schedules) + i);
            var rule = Rule(random, algorithm);
            var cell = LimitRig.Cell(rule);
            var oracle = new CellOracles(rule);
            var now = random.NextInt64(0, 1000);
            for (var step = 0; step < 24; step++)
            {
                now += Step(random, rule);
                var amount = random.Next(4) > 0 ? 1 : random.NextInt64(1, rule.Limit + 2);
                var fits = cell.Fits(amount, now);
                Ensure(fits == oracle.Fits(amount, now), fits ? "admitted too much" : "refused too much", i, step, rule);
                if (fits)
                {
                    cell.Take(amount, now);
                    oracle.Take(amount, now);
                }
                else if (amount > cell.Capacity)
                {
                    cell.FreeInUs(amount, now).ShouldBe(long.MaxValue);
                }
                else
                {
                    var wait = cell.FreeInUs(amount, now);
                    wait.ShouldBeGreaterThan(0);
                    Ensure(!cell.Fits(amount, now + wait - 1), "room came before it was promised", i, step, rule);
                    now += wait;
                    Ensure(cell.Fits(amount, now), "no room when it was promised", i, step, rule);
                    oracle.Fits(amount, now).ShouldBeTrue();
                }
            }
        }
    }

    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket, 21)]
    [InlineData(LimitAlgorithm.LeakyBucket, 22)]
    [InlineData(LimitAlgorithm.FixedWindow, 23)]
    [InlineData(LimitAlgorithm.SlidingWindow, 24)]
    public void It_says_exactly_when_nothing_is_used_any_more(LimitAlgorithm algorithm, int seed)
    {
        for (var i = 0; i < 2000; i++)
        {
            var random = new Random((seed * Schedules) + i);
            var rule = Rule(random, algorithm);
            var cell = LimitRig.Cell(rule);
            var fresh = cell.Remaining(0);
            var now = 0L;
            for (var step = 0; step < 10; step++)
            {
                now += Step(random, rule);
                if (cell.Fits(1, now)) { cell.Take(1, now); }
                if (random.Next(5) == 0) { cell.Charge(random.NextInt64(1, rule.Limit * 3), now); }
            }

            var reset = cell.ResetInUs(now);
            if (reset > 0)
            {
                cell.ResetInUs(now + reset - 1).ShouldBe(1);
            }

            cell.ResetInUs(now + reset).ShouldBe(0);
            cell.Remaining(now + reset).ShouldBe(fresh);
        }
    }

    [Fact]
    public void A_sliding_window_that_counts_in_parts_never_admits_too_much_and_is_late_by_a_64th_at_most()
    {
        for (var i = 0; i < 150; i++)
        {
            var random = new Random(31_000 + i);
            var rule = LimitRule.PerMinute("r", random.NextInt64(65, 400)) with
            {
                Algorithm = LimitAlgorithm.SlidingWindow, Window = TimeSpan.FromMicroseconds(random.Next(64, 100_000)),
            };
            var cell = LimitRig.Cell(rule);
            var oracle = new CellOracles(rule);
            var now = 0L;
            for (var step = 0; step < 1200; step++)
            {
                now += random.Next(3) == 0 ? random.NextInt64(0, (rule.WindowUs / rule.Limit * 3) + 2) : 0;
                if (cell.Fits(1, now))
                {
                    oracle.Within(now, rule.WindowUs).ShouldBeLessThan(rule.Limit);
                    cell.Take(1, now);
                    oracle.Take(1, now);
                }
                else
                {
                    oracle.Within(now, rule.WindowUs + (rule.WindowUs / 64) + 1).ShouldBeGreaterThanOrEqualTo(rule.Limit, "refused although a 64th more than a window has room");
                }
            }

            oracle.Densest().ShouldBeLessThanOrEqualTo(rule.Limit);
        }
    }

    [Theory]
    [InlineData(LimitRule.MaxLimit, LimitRule.MaxLimit)]
    [InlineData(1, LimitRule.MaxLimit)]
    [InlineData(LimitRule.MaxLimit, 1)]
    [InlineData(999_999_999_999_989, 999_999_999_999_989)]
    public void The_largest_numbers_do_not_overflow_and_admit_no_more_than_is_right(long limit, long burst)
    {
        var rule = LimitRule.PerMinute("r", limit) with { Burst = burst, Window = LimitRule.MaxWindow };
        var cell = LimitRig.Cell(rule);
        cell.Fits(burst, 0).ShouldBeTrue();
        cell.Take(burst, 0);
        cell.Remaining(0).ShouldBe(0);
        var half = rule.WindowUs / 2;
        ((BigInteger)cell.Remaining(half)).ShouldBeLessThanOrEqualTo(BigInteger.Min(burst, (BigInteger)limit * half / rule.WindowUs));
        cell.Charge(long.MaxValue, half);
        cell.Charge(long.MaxValue, half);
        cell.Remaining(half).ShouldBeLessThanOrEqualTo(0);
        cell.ResetInUs(half).ShouldBeGreaterThan(0);
        if (limit > 1)
        {
            cell.Remaining(long.MaxValue / 4).ShouldBe(burst); // at 1 a month it takes longer than there is time
        }
    }

    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket)]
    [InlineData(LimitAlgorithm.LeakyBucket)]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    public void A_clock_that_lags_behind_another_thread_opens_no_window_twice(LimitAlgorithm algorithm)
    {
        var cell = LimitRig.Cell(LimitRule.PerMinute("r", 1) with { Algorithm = algorithm });
        cell.Fits(1, 100_000_000).ShouldBeTrue();
        cell.Take(1, 100_000_000);

        cell.Fits(1, 0).ShouldBeFalse();
        cell.Fits(1, 100_000_000).ShouldBeFalse();
        cell.Fits(1, 159_999_999).ShouldBeFalse();
        cell.Fits(1, 160_000_000).ShouldBeTrue();
    }

    /// <summary>Millions of checks: the words are made only when one fails.</summary>
    private static void Ensure(bool holds, string otherwise, int schedule, int step, LimitRule rule)
    {
        if (!holds)
        {
            Assert.Fail($"{otherwise}: schedule {schedule} step {step} of {rule}");
        }
    }

    private static LimitRule Rule(Random random, LimitAlgorithm algorithm)
    {
        var limit = random.NextInt64(1, 60);
        return LimitRule.PerMinute("r", limit) with
        {
            Algorithm = algorithm,
            Window = TimeSpan.FromMicroseconds(random.NextInt64(1, 5000)),
            Burst = algorithm == LimitAlgorithm.TokenBucket ? random.NextInt64(1, 80) : limit,
        };
    }

    private static long Step(Random random, LimitRule rule) => random.Next(4) switch
    {
        0 => 0,
        1 => random.Next(3),
        2 => random.NextInt64(0, (rule.WindowUs / rule.Limit) + 2),
        _ => random.NextInt64(0, rule.WindowUs * 2),
    };
}
