using Shouldly;
using Tollgate.Host.Remote;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemotePaceTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(3);

    [Fact]
    public void Looks_are_spread_and_a_change_is_still_seen_within_five_seconds()
    {
        var random = 0.0;
        var pace = new RemotePace(Poll, () => random);
        pace.First().ShouldBe(TimeSpan.Zero);
        pace.AfterAnswer().ShouldBe(TimeSpan.FromSeconds(2.4));
        random = 1.0;
        pace.First().ShouldBe(Poll);
        pace.AfterAnswer().ShouldBe(TimeSpan.FromSeconds(3.6));
    }

    [Fact]
    public void A_source_that_fails_is_left_alone_ever_longer_up_to_a_bound_and_at_once_no_more_when_it_is_back()
    {
        var pace = new RemotePace(Poll, () => 0.5);
        double[] pauses = [.. Enumerable.Range(0, 8).Select(_ => pace.AfterFailure(null).TotalSeconds)];
        pauses.ShouldBe([3, 6, 12, 24, 30, 30, 30, 30]);
        pace.AfterAnswer().ShouldBe(Poll);
        pace.AfterFailure(null).ShouldBe(Poll);
    }

    [Fact]
    public void No_number_of_failures_overflows()
    {
        var pace = new RemotePace(TimeSpan.FromHours(1), () => 0.5);
        for (var i = 0; i < 2000; i++)
        {
            pace.AfterFailure(null).ShouldBe(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public void Retry_after_is_honoured_within_a_bound()
    {
        var pace = new RemotePace(Poll, () => 0.5);
        pace.AfterFailure(TimeSpan.FromSeconds(60)).ShouldBe(TimeSpan.FromSeconds(66));
        pace.AfterFailure(TimeSpan.FromDays(365)).ShouldBe(RemotePace.MaxRetryAfter * 1.1);
        pace.AfterFailure(TimeSpan.FromSeconds(-5)).ShouldBe(TimeSpan.FromSeconds(12));
        pace.AfterFailure(TimeSpan.MaxValue).ShouldBe(RemotePace.MaxRetryAfter * 1.1);
    }
}
