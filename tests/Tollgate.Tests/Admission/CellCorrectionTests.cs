using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Admission;

/// <summary>Reservations that turn out too high or too low, against a history in which they were right from the start.</summary>
public sealed class CellCorrectionTests
{
    private const long Window = 1000;
    private const long Limit = 1000;

    /// <summary>One part is one token and comes back in one microsecond, so that what remains is the level itself.</summary>
    private static readonly LimitRule Tokens =
        LimitRule.PerMinute("r", Limit) with { Metric = LimitMetric.Tokens, Window = TimeSpan.FromMicroseconds(Window) };

    [Fact]
    public void What_comes_back_to_a_bucket_is_what_it_would_hold_had_it_never_been_taken()
    {
        for (var i = 0; i < 5000; i++)
        {
            var random = new Random(41_000 + i);
            var cell = LimitRig.Cell(Tokens);
            var holds = new List<(long At, long Reserved, long Real, long Stamp, bool Open)>();
            var now = 0L;
            for (var step = 0; step < 14; step++)
            {
                now += random.Next(3) * random.Next(200);
                var open = holds.FindIndex(hold => hold.Open);
                if (open >= 0 && random.Next(2) == 0)
                {
                    open = holds.FindIndex(random.Next(holds.Count), hold => hold.Open) is >= 0 and var other ? other : open;
                    var hold = holds[open];
                    cell.Refund(hold.Reserved - hold.Real, hold.Stamp, now);
                    holds[open] = hold with { Open = false };
                }
                else if (random.NextInt64(1, 600) is var reserved && cell.Fits(reserved, now))
                {
                    holds.Add((now, reserved, random.NextInt64(0, reserved + 1), cell.Take(reserved, now), true));
                }

                cell.Remaining(now).ShouldBe(Replay(holds, now), $"schedule {i} step {step}");
            }
        }
    }

    [Fact]
    public void With_more_reservations_open_than_it_remembers_less_comes_back_and_never_more()
    {
        for (var i = 0; i < 300; i++)
        {
            var random = new Random(42_000 + i);
            var cell = LimitRig.Cell(Tokens);
            var holds = new List<(long At, long Reserved, long Real, long Stamp, bool Open)>();
            var now = 0L;
            for (var step = 0; step < 120; step++)
            {
                now += random.Next(60);
                if (step % 2 == 1 && holds.FindIndex(random.Next(holds.Count + 1) / 2, hold => hold.Open) is >= 0 and var open && random.Next(3) == 0)
                {
                    var hold = holds[open];
                    cell.Refund(hold.Reserved - hold.Real, hold.Stamp, now);
                    holds[open] = hold with { Open = false };
                }
                else if (random.NextInt64(1, 60) is var reserved && cell.Fits(reserved, now))
                {
                    holds.Add((now, reserved, random.NextInt64(0, reserved + 1), cell.Take(reserved, now), true));
                }

                cell.Remaining(now).ShouldBeLessThanOrEqualTo(Replay(holds, now), $"schedule {i} step {step}");
            }
        }
    }

    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket)]
    [InlineData(LimitAlgorithm.LeakyBucket)]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    public void A_debt_is_paid_before_anything_is_admitted_again(LimitAlgorithm algorithm)
    {
        var cell = LimitRig.Cell(Tokens with { Algorithm = algorithm });
        cell.Fits(100, 0).ShouldBeTrue();
        cell.Take(100, 0);
        cell.Charge(2400, 0); // two windows and a half altogether

        cell.Fits(1, Window - 1).ShouldBeFalse();
        cell.Remaining(0).ShouldBeLessThanOrEqualTo(0);
        var wait = cell.FreeInUs(1, 0);
        wait.ShouldBe(algorithm switch
        {
            LimitAlgorithm.TokenBucket => 1501, // 1,500 owed, and one more
            LimitAlgorithm.LeakyBucket => 2500, // all of it has to flow out
            LimitAlgorithm.FixedWindow => 2 * Window, // two windows pay a limit each; 500 of the third's are left
            _ => Window, // one entry, which leaves as a whole
        });
        cell.Fits(1, wait - 1).ShouldBeFalse();
        cell.Fits(1, wait).ShouldBeTrue();
    }

    [Theory]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    public void What_comes_back_after_its_window_makes_no_room_in_another(LimitAlgorithm algorithm)
    {
        var cell = LimitRig.Cell(Tokens with { Algorithm = algorithm });
        var stamp = cell.Take(900, 0);
        cell.Fits(700, Window + 1).ShouldBeTrue();
        cell.Take(700, Window + 1);

        cell.Refund(900, stamp, Window + 2);
        cell.Remaining(Window + 2).ShouldBe(300);
    }

    [Theory]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    public void What_comes_back_within_its_window_is_free_at_once(LimitAlgorithm algorithm)
    {
        var cell = LimitRig.Cell(Tokens with { Algorithm = algorithm });
        var stamp = cell.Take(900, 0);
        cell.Take(50, 3);
        cell.Refund(850, stamp, 10);
        cell.Remaining(10).ShouldBe(900);
    }

    /// <summary>The level had every closed reservation been its real amount from the start.</summary>
    private static long Replay(List<(long At, long Reserved, long Real, long Stamp, bool Open)> holds, long now)
    {
        var (level, at) = (Limit, 0L);
        foreach (var hold in holds)
        {
            level = Math.Min(Limit, level + hold.At - at) - (hold.Open ? hold.Reserved : hold.Real);
            at = hold.At;
        }

        return Math.Min(Limit, level + now - at);
    }
}
