using Shouldly;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class BudgetConfigTests
{
    private const string Demo = "\nproviders: [{ name: demo, kind: demo, models: [demo] }]";

    [Fact]
    public void A_budget_is_read_with_its_defaults_and_exactly()
    {
        var budget = TestConfig.Accept("budgets: [{ scope: key, limit_usd: 12.500000001 }]" + Demo).Budgets.ShouldHaveSingleItem();

        budget.LimitNanoUsd.ShouldBe(12_500_000_001);
        budget.Alerts.ShouldBe([50, 80, 100]);
        (budget.FullName, budget.Period, budget.Hard, budget.TimeZone).ShouldBe(("key:*:month", BudgetPeriod.Month, true, "UTC"));
    }

    [Fact]
    public void Every_setting_of_a_budget_is_read()
    {
        var budget = TestConfig.Accept(
            "budgets: [{ name: dev-day, scope: team, match: eng, period: day, limit_usd: 3, alerts: [25, 90%], hard: false, timezone: Asia/Shanghai }]" + Demo).Budgets.ShouldHaveSingleItem();

        budget.Alerts.ShouldBe([25, 90]);
        (budget with { Alerts = [] }).ShouldBe(new BudgetConfig
        {
            Name = "dev-day", Scope = LimitScope.Team, Match = "eng", Period = BudgetPeriod.Day, LimitNanoUsd = 3_000_000_000, Alerts = [], Hard = false, TimeZone = "Asia/Shanghai",
        } with { Alerts = (budget with { Alerts = [] }).Alerts });
    }

    [Theory]
    [InlineData("{ scope: key }", "budgets[0].limit_usd", "is required")]
    [InlineData("{ limit_usd: 1 }", "budgets[0].scope", "is required")]
    [InlineData("{ scope: ip, limit_usd: 1 }", "budgets[0].scope", "must be one of")]
    [InlineData("{ scope: key, limit_usd: 0 }", "budgets[0].limit_usd", "must be more than 0")]
    [InlineData("{ scope: key, limit_usd: 1e3 }", "budgets[0].limit_usd", "must be an amount in US dollars")]
    [InlineData("{ scope: key, limit_usd: 1, period: week }", "budgets[0].period", "must be one of day, month")]
    [InlineData("{ scope: key, limit_usd: 1, alerts: [80, 50] }", "budgets[0].alerts", "must rise")]
    [InlineData("{ scope: key, limit_usd: 1, alerts: [120] }", "budgets[0].alerts", "from 1 to 100")]
    [InlineData("{ scope: key, limit_usd: 1, timezone: Mars/Olympus }", "budgets[0].timezone", "is not a time zone")]
    [InlineData("{ scope: global, match: x, limit_usd: 1 }", "budgets[0].match", "must not be set")]
    [InlineData("{ scope: key, limit_usd: 1, hart: true }", "budgets[0].hart", "hard")]
    [InlineData("{ scope: key, limit_usd: 1 }, { scope: key, limit_usd: 2 }", "budgets[1].name", "is the name of another budget")]
    public void A_wrong_setting_is_named(string budgets, string path, string message)
    {
        var error = TestConfig.RefuseOnce($"budgets: [{budgets}]" + Demo);

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_budget_for_a_key_that_the_file_does_not_have_may_be_for_a_stored_one() =>
        TestConfig.Load("budgets: [{ scope: key, match: ci, limit_usd: 1 }]" + Demo).Warnings.ShouldContain(warning => warning.Contains("stored key", StringComparison.Ordinal));
}
