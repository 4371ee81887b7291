using Shouldly;
using Tollgate.Attempts;
using Tollgate.Configuration;
using Tollgate.Routing;
using Xunit;

namespace Tollgate.Tests.Attempts;

public sealed class BackoffTests
{
    private static readonly AttemptPlan Plan = AttemptPlan.From(
        new RoutingConfig { Backoff = TimeSpan.FromMilliseconds(100), MaxBackoff = TimeSpan.FromMilliseconds(150) }, new RetryConfig());

    [Fact]
    public void Wait_is_a_random_part_of_a_bound_that_doubles()
    {
        Backoff.Milliseconds(Plan, 1, 0.5).ShouldBe(50);
        Backoff.Milliseconds(Plan, 1, 0.999).ShouldBe(99);
        Backoff.Milliseconds(Plan, 2, 0.5).ShouldBe(75);
        Backoff.Milliseconds(Plan, 1, 0).ShouldBe(1);
    }
}
