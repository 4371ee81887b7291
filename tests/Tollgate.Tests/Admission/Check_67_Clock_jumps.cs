using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class Check_67_Clock_jumps
{
    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket)]
    [InlineData(LimitAlgorithm.LeakyBucket)]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    public void Check_67_No_window_opens_twice_or_late_when_the_wall_clock_jumps(LimitAlgorithm algorithm)
    {
        var clock = new JumpingClock();
        var monotonic = new LimitClock(clock);
        var cell = LimitRig.Cell(LimitRule.PerMinute("r", 1) with { Algorithm = algorithm });
        var admitted = new List<int>();
        for (var second = 0; second < 600; second++)
        {
            clock.Jump = (second % 7) switch { 0 => TimeSpan.FromHours(1), 3 => TimeSpan.FromHours(-1), 5 => TimeSpan.FromSeconds(1), _ => TimeSpan.Zero };
            if (cell.Fits(1, monotonic.NowUs))
            {
                cell.Take(1, monotonic.NowUs);
                admitted.Add(second);
            }

            clock.Steady.Advance(TimeSpan.FromSeconds(1));
        }

        admitted.ShouldBe([0, 60, 120, 180, 240, 300, 360, 420, 480, 540]);
    }

    /// <summary>Its wall clock jumps, its counter does not: as an operating system's.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public ManualTimeProvider Steady { get; } = new();

        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => Steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Steady.GetUtcNow() + Jump;

        public override long GetTimestamp() => Steady.GetTimestamp();
    }
}
