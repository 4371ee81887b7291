using System.Text;
using Shouldly;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Streaming;
using Tollgate.Surfaces;
using Tollgate.Tests.Loops;
using Xunit;

namespace Tollgate.Tests.Streaming;

/// <summary>The names and forms are those of the vendors' own answers, in the recordings.</summary>
public sealed class TranslatedLimitsTests
{
    private const long Now = 1_764_000_000_000; // 2025-11-24T16:00:00Z

    private const string OpenAi =
        "x-ratelimit-limit-requests: 5000\r\nx-ratelimit-remaining-requests: 4999\r\nx-ratelimit-reset-requests: 6m0s\r\n"
        + "x-ratelimit-limit-tokens: 160000\r\nx-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: 12ms\r\n";

    private const string Anthropic =
        "anthropic-ratelimit-requests-limit: 5000\r\nanthropic-ratelimit-requests-remaining: 4999\r\nanthropic-ratelimit-requests-reset: 2025-11-24T16:06:00Z\r\n"
        + "anthropic-ratelimit-tokens-limit: 160000\r\nanthropic-ratelimit-tokens-remaining: 0\r\nanthropic-ratelimit-tokens-reset: 2025-11-24T16:00:01Z\r\n";

    [Fact]
    public async Task OpenAis_are_told_as_Anthropics() => (await TranslateAsync(OpenAi, Dialect.Anthropic)).ShouldBe(Anthropic);

    [Fact]
    public async Task Anthropics_are_told_as_OpenAis_without_those_that_it_does_not_have() =>
        (await TranslateAsync(Anthropic + "anthropic-ratelimit-input-tokens-limit: 7\r\nanthropic-ratelimit-output-tokens-reset: 2025-11-24T16:00:01Z\r\n", Dialect.OpenAi))
            .ShouldBe(OpenAi.Replace("12ms", "1s", StringComparison.Ordinal));

    [Fact]
    public async Task OpenAis_stay_what_they_are_between_its_own_formats() => (await TranslateAsync(OpenAi, Dialect.OpenAi)).ShouldBe(OpenAi);

    [Fact]
    public async Task Google_has_none() => (await TranslateAsync(OpenAi, Dialect.Gemini)).ShouldBeEmpty();

    [Theory]
    [InlineData("x-ratelimit-limit-req-minute: 100\r\nx-ratelimit-remaining: 3\r\nratelimit-limit: 4\r\nx-ratelimit-renewalperiod-tokens: 60\r\n")]
    [InlineData("x-ratelimit-limit-requests: many\r\nx-ratelimit-remaining-requests: -1\r\nx-ratelimit-reset-tokens: soon\r\nanthropic-ratelimit-: 5\r\n")]
    [InlineData("x-ratelimit-limit-requests: 99999999999999999999\r\nx-ratelimit-limit-requests-: 1\r\nanthropic-ratelimit-requests: 2\r\n")]
    public async Task What_means_something_else_or_nothing_is_left_out(string lines)
    {
        (await TranslateAsync(lines, Dialect.Anthropic)).ShouldBeEmpty();
        (await TranslateAsync(lines, Dialect.OpenAi)).ShouldBeEmpty();
    }

    private static async Task<string> TranslateAsync(string lines, Dialect client)
    {
        var buffer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + lines + "\r\n");
        var head = new ResponseHead();
        head.Parse(buffer, HeadLimits.Default).ShouldBe(HeadStatus.Ok);
        await using var fixture = new LoopFixture("sockets");
        return await fixture.CallAsync(() =>
        {
            var limits = default(TranslatedLimits);
            limits.Read(head, buffer, Now);
            var bytes = SendBuffer.Rent(fixture.Loop);
            limits.Write(bytes, client, Now);
            var text = Encoding.ASCII.GetString(bytes.Span);
            bytes.Return();
            return text;
        });
    }
}
