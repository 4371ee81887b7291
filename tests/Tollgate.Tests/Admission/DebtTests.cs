using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Admission;

/// <summary>What was charged far beyond a limit.</summary>
public sealed class DebtTests
{
    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket)]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.LeakyBucket)]
    public void Debt_of_ages_is_told_as_a_long_wait_and_never_as_none(LimitAlgorithm algorithm)
    {
        var cell = LimitRig.Cell(new LimitRule
        {
            Name = "r", Metric = LimitMetric.Cost, Limit = 1, Burst = 1, Window = LimitRule.MaxWindow, Algorithm = algorithm,
        });

        cell.Charge(long.MaxValue / 8, 0);

        cell.FreeInUs(1, 0).ShouldBeGreaterThanOrEqualTo(LimitRule.MaxWindow.Ticks / TimeSpan.TicksPerMicrosecond);
        cell.ResetInUs(0).ShouldBeGreaterThanOrEqualTo(LimitRule.MaxWindow.Ticks / TimeSpan.TicksPerMicrosecond);
    }
}
