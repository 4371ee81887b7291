using System.Text;
using Shouldly;
using Tollgate.Admission;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class LimitHeadersTests
{
    [Fact]
    public void An_admitted_request_gets_both_families_of_headers() =>
        Write(new LimitState(true, 100, 99, 600, 0), 1_700_000_000_000).ShouldBe(
            "RateLimit-Limit: 100\r\nRateLimit-Remaining: 99\r\nRateLimit-Reset: 1700000001\r\n" +
            "x-ratelimit-limit-requests: 100\r\nx-ratelimit-remaining-requests: 99\r\nx-ratelimit-reset-requests: 600ms\r\n");

    [Fact]
    public void A_refused_request_also_gets_retry_after_in_whole_seconds_rounded_up() =>
        Write(new LimitState(false, 10, 0, 60_000, 5001), 1_700_000_000_000).ShouldEndWith(
            "x-ratelimit-reset-requests: 1m0s\r\nRetry-After: 6\r\n");

    [Fact]
    public void The_longest_headers_fit() =>
        Write(new LimitState(false, long.MaxValue, long.MaxValue, long.MaxValue / 4, long.MaxValue / 4), long.MaxValue / 4).Length
            .ShouldBeLessThanOrEqualTo(LimitHeaders.MaxBytes);

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

    private static string Write(LimitState state, long now)
    {
        var bytes = new byte[LimitHeaders.MaxBytes];
        return Encoding.ASCII.GetString(bytes, 0, LimitHeaders.Write(bytes, state, now));
    }
}
