using System.Text;
using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class LimitHeadersTests
{
    [Fact]
    public void The_tightest_rules_for_requests_and_for_tokens_are_told_of_apart()
    {
        var hold = new LimitHold { Estimate = new LimitEstimate(40, 40, 0, 0) };
        hold.Add(LimitRig.Cell(Rule(100)));
        hold.Add(LimitRig.Cell(Rule(10)));
        hold.Add(LimitRig.Cell(Rule(6000) with { Metric = LimitMetric.Tokens }));
        hold.TryTake(0).ShouldBeTrue();

        Write(hold, 1_700_000_000_000).ShouldBe(
            "RateLimit-Limit: 10\r\nRateLimit-Remaining: 9\r\nRateLimit-Reset: 1700000006\r\n" +
            "RateLimit-Policy: \"r10\";q=10;w=60, \"r6000\";q=6000;qu=\"tokens\";w=60\r\nRateLimit: \"r10\";r=9;t=6, \"r6000\";r=5960;t=1\r\n" +
            "x-ratelimit-limit-requests: 10\r\nx-ratelimit-remaining-requests: 9\r\nx-ratelimit-reset-requests: 6s\r\n" +
            "x-ratelimit-limit-tokens: 6000\r\nx-ratelimit-remaining-tokens: 5960\r\nx-ratelimit-reset-tokens: 400ms\r\n");
    }

    [Fact]
    public void Where_no_rule_counts_requests_the_tokens_are_what_is_limited()
    {
        var hold = new LimitHold { Estimate = new LimitEstimate(10, 10, 0, 0) };
        hold.Add(LimitRig.Cell(Rule(60) with { Metric = LimitMetric.Tokens }));
        hold.TryTake(0).ShouldBeTrue();

        Write(hold, 0).ShouldStartWith("RateLimit-Limit: 60\r\nRateLimit-Remaining: 50\r\nRateLimit-Reset: 10\r\nRateLimit-Policy: \"r60\";q=60;qu=\"tokens\";w=60\r\nRateLimit: \"r60\";r=50;t=10\r\nx-ratelimit-limit-tokens: 60");
    }

    [Fact]
    public void The_longest_headers_fit()
    {
        var hold = new LimitHold { Estimate = new LimitEstimate(LimitRule.MaxLimit, LimitRule.MaxLimit, 0, 0) };
        hold.Add(LimitRig.Cell(Rule(LimitRule.MaxLimit) with { Name = new string('n', 64), Window = LimitRule.MaxWindow }));
        hold.Add(LimitRig.Cell(Rule(LimitRule.MaxLimit) with { Name = new string('m', 80), Window = LimitRule.MaxWindow, Metric = LimitMetric.Tokens }));
        hold.TryTake(0).ShouldBeTrue();

        Write(hold, long.MaxValue / 2).Length.ShouldBeLessThanOrEqualTo(LimitHeaders.MaxBytes);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(9, "9ms")]
    [InlineData(999, "999ms")]
    [InlineData(1000, "1s")]
    [InlineData(1500, "1.5s")]
    [InlineData(1005, "1.005s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(90_061_120, "25h1m1.12s")]
    public void Durations_are_written_as_Go_writes_them(long milliseconds, string expected)
    {
        var bytes = new byte[64];
        Encoding.ASCII.GetString(bytes, 0, LimitHeaders.WriteDuration(bytes, milliseconds)).ShouldBe(expected);
    }

    private static LimitRule Rule(long limit) => LimitRule.PerMinute($"r{limit}", limit);

    private static string Write(LimitHold hold, long now)
    {
        var bytes = new byte[LimitHeaders.MaxBytes];
        return Encoding.ASCII.GetString(bytes, 0, LimitHeaders.Write(bytes, hold, now));
    }
}
