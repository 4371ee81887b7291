using Shouldly;
using Tollgate.Tests.Host;
using Xunit;

namespace Tollgate.Tests.Metering.Prices;

public sealed class PriceRulesTests
{
    [Theory]
    [InlineData("{ model: m, input: 1 }", "prices[0].output", "is required")]
    [InlineData("{ model: m, output: 1 }", "prices[0].input", "is required")]
    [InlineData("{ input: 1, output: 1 }", "prices[0].model", "is required")]
    [InlineData("{ model: m, input: -1, output: 1 }", "prices[0].input", "from 0 to 1000000")]
    [InlineData("{ model: m, input: 1e3, output: 1 }", "prices[0].input", "from 0 to 1000000")]
    [InlineData("{ model: m, input: 0.0000000001, output: 1 }", "prices[0].input", "nine places")]
    [InlineData("{ model: m, input: 1, output: 1, cache: 2 }", "prices[0].cache", "cached")]
    [InlineData("{ model: m, input: 1, output: 1, provider: opena }", "prices[0].provider", "openai")]
    [InlineData("{ model: m, input: 1, output: 1, from: soon }", "prices[0].from", "date")]
    [InlineData("{ model: m, input: 1, output: 1, tiers: [{ above_input_tokens: 9, input: 1 }] }", "prices[0].tiers[0].output", "is required")]
    [InlineData("{ model: m, input: 1, output: 1, tiers: [{ input: 1, output: 1 }] }", "prices[0].tiers[0].above_input_tokens", "is required")]
    [InlineData("{ model: m, input: 1, output: 1, tiers: [{ above_input_tokens: 9, input: 1, output: 1 }, { above_input_tokens: 9, input: 1, output: 1 }] }", "prices[0].tiers[1].above_input_tokens", "more than")]
    public void A_price_that_says_too_little_or_nonsense_is_refused_at_its_place(string entry, string path, string message)
    {
        var error = TestConfig.RefuseOnce($"prices:\n  - {entry}\n");

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Two_prices_of_the_same_time_are_refused() =>
        TestConfig.RefuseOnce("prices:\n  - { model: m, input: 1, output: 1 }\n  - { model: m, input: 2, output: 1 }\n").Path.ShouldBe("prices[1]");

    [Fact]
    public void A_price_per_request_alone_is_enough() =>
        TestConfig.Accept("prices:\n  - { model: m, per_request: 0.002 }\n").Prices[0].PerRequest.ShouldBe(2_000_000);

    [Fact]
    public void A_price_per_search_unit_alone_is_enough() =>
        TestConfig.Accept("prices:\n  - { model: m, per_search_unit: 0.002 }\n").Prices[0].PerSearchUnit.ShouldBe(2_000_000);
}
