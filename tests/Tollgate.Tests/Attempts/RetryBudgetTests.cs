using Shouldly;
using Tollgate.Attempts;
using Xunit;

namespace Tollgate.Tests.Attempts;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Where_everything_fails_retries_stay_a_fifth_of_the_requests()
    {
        var budget = new RetryBudget();
        budget.Configure(0.2, 10);
        var loops = new[] { budget.AddLoop(), budget.AddLoop() };
        var taken = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var now = 1_000 + (i / 10); // 10,000 a second, over one window
            loops[i % 2].Add(now);
            taken += budget.TryTake(now) ? 1 : 0;
            taken.ShouldBeLessThanOrEqualTo(Math.Max(10, (i + 1) / 5));
        }

        taken.ShouldBeGreaterThan(15_000);
        budget.Granted.ShouldBe(taken);
        budget.Refused.ShouldBe(100_000 - taken);
    }

    [Fact]
    public void Quiet_gateway_may_retry_its_few_requests()
    {
        var budget = new RetryBudget();
        budget.Configure(0.2, 10);
        var loop = budget.AddLoop();
        for (var i = 0; i < 100; i++)
        {
            loop.Add(i * 2_000);
            budget.TryTake(i * 2_000).ShouldBeTrue();
        }
    }

    [Fact]
    public void Retry_that_found_nobody_to_ask_is_given_back()
    {
        var budget = new RetryBudget();
        budget.Configure(0, 1);
        budget.TryTake(0).ShouldBeTrue();
        budget.TryTake(0).ShouldBeFalse();
        budget.GiveBack(0);
        budget.TryTake(0).ShouldBeTrue();
    }
}
