using System.Text;
using Shouldly;
using Tollgate.Attempts;
using Tollgate.Http1;
using Xunit;

namespace Tollgate.Tests.Attempts;

public sealed class RetryAfterTests
{
    private const long Now = 1_795_000_000_000; // 2026-11-18T11:06:40Z

    [Theory]
    [InlineData("retry-after: 7", 7_000)]
    [InlineData("Retry-After: 0", 0)]
    [InlineData("retry-after: 1.5", 1_500)]
    [InlineData("retry-after: -3", 0)]
    [InlineData("retry-after: soon", -1)]
    [InlineData("retry-after:", -1)]
    [InlineData("retry-after: 20\r\nretry-after-ms: 19500", 19_500)]
    [InlineData("Retry-After-Ms: 250", 250)]
    [InlineData("retry-after: Wed, 18 Nov 2026 11:06:50 GMT", 10_000)]
    [InlineData("retry-after: Wed, 18 Nov 2026 11:06:00 GMT", 0)]
    [InlineData("date: Wed, 18 Nov 2026 12:00:00 GMT\r\nretry-after: Wed, 18 Nov 2026 12:00:30 GMT", 30_000)]
    [InlineData("x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 6m0s", 360_000)]
    [InlineData("x-ratelimit-remaining-requests: 9\r\nx-ratelimit-reset-requests: 6m0s\r\nx-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: 9ms", 9)]
    [InlineData("x-ratelimit-remaining-requests: 5\r\nx-ratelimit-reset-requests: 6m0s", -1)]
    [InlineData("x-ratelimit-reset-requests: 6m0s", -1)]
    [InlineData("anthropic-ratelimit-tokens-remaining: 0\r\nanthropic-ratelimit-tokens-reset: 2026-11-18T11:06:45Z", 5_000)]
    [InlineData("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1795000002500", 2_500)]
    [InlineData("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1795000003", 3_000)]
    [InlineData("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 12", 12_000)]
    [InlineData("ratelimit-remaining: 0\r\nratelimit-reset: nonsense", -1)]
    [InlineData("server: x", -1)]
    public void What_providers_write_is_understood(string lines, long expected) => Read(lines).ShouldBe(expected);

    [Theory]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("9ms", 9)]
    [InlineData("0s", 0)]
    [InlineData("1d", -1)]
    [InlineData("s", -1)]
    [InlineData("-1s", -1)]
    [InlineData("1", -1)]
    public void Durations_are_read_as_go_writes_them(string text, long expected) => RetryAfter.ParseDuration(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    private static long Read(string lines)
    {
        var bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 429 Too Many Requests\r\n{lines}\r\n\r\n");
        var head = new ResponseHead();
        head.Parse(bytes, new HeadLimits()).ShouldBe(HeadStatus.Ok);
        return RetryAfter.Read(head, bytes, Now);
    }
}
