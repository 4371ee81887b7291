using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Metering.Prices;
using Tollgate.Routing;
using Tollgate.Tests.Host;
using Xunit;

namespace Tollgate.Tests.Metering.Prices;

public sealed class PriceTableTests
{
    private static readonly long Now = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("openai", "gpt-4o", "gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13")]
    [InlineData("openai", "gpt-4o-mini-2024-07-18", "gpt-4o-mini")]
    [InlineData("openai", "o3-2025-04-16", "o3")]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929")]
    [InlineData("anthropic", "claude-opus-5-20261001", "claude-opus-5")]
    [InlineData("anthropic", "claude-3-opus-latest", "claude-3-opus-20240229")]
    [InlineData("claude", "claude-3-7-sonnet", "claude-3-7-sonnet-20250219")]
    [InlineData("gemini", "models/gemini-2.5-pro", "gemini-2.5-pro")]
    [InlineData("vertex", "claude-haiku-4-5@20251001", "claude-haiku-4-5")]
    [InlineData("bedrock", "us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-6")]
    [InlineData("bedrock", "apac.anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6")]
    [InlineData("fireworks", "accounts/fireworks/models/kimi-k2p5", "kimi-k2p5")]
    [InlineData("azure", "gpt-4o-2024-08-06", "gpt-4o")]
    [InlineData("azure", "o1", "o1")]
    [InlineData("openrouter", "openai/gpt-4o", "openai/gpt-4o")]
    [InlineData("openrouter", "openai/gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("openrouter", "anthropic/claude-opus-4.8", "claude-opus-4-8")]
    [InlineData("ark", "doubao-seed-2-0-pro-260215", "doubao-seed-2-0-pro-260215")]
    [InlineData("qwen", "qwen-max", "qwen-max")]
    public void A_model_is_found_under_its_name_or_the_nearest_that_means_the_same(string kind, string asked, string row)
    {
        var steps = new PriceTable([]).Resolve(ProviderPresets.Find(kind)!, asked).Steps;

        steps.Length.ShouldBe(1);
        steps[0].Source.ShouldEndWith("/" + row);
    }

    [Theory]
    [InlineData("openai", "ft:gpt-4o-mini-2024-07-18:acme::x")]
    [InlineData("openai", "gpt-4-0613")]
    [InlineData("openai", "gpt-4o-mini-but-mine")]
    [InlineData("openai", "claude-opus-5")]
    [InlineData("openrouter", "openai/gpt-4o-mini:free")]
    [InlineData("vllm", "gpt-4o")]
    [InlineData("ollama", "gpt-4o")]
    [InlineData("openai-compatible", "gpt-4o")]
    [InlineData("openai", "whisper-1")]
    [InlineData("openai", "")]
    [InlineData("openai", "-20250101")]
    public void A_name_that_may_mean_another_price_has_none(string kind, string asked) =>
        new PriceTable([]).Resolve(ProviderPresets.Find(kind)!, asked).Steps.IsEmpty.ShouldBeTrue();

    [Fact]
    public void A_host_that_is_known_tells_whose_prices_apply()
    {
        var snapshot = TestConfig.Compile("""
            providers:
              - { name: p, kind: openai-compatible, base_url: "https://api.perplexity.ai", models: [sonar] }
              - { name: d, kind: openai-compatible, base_url: "https://api.deepseek.com/v1", models: [deepseek-chat] }
              - { name: x, kind: openai-compatible, base_url: "https://example.com/v1", models: [gpt-4o] }
            """);

        (Price(snapshot, "sonar") is not null, Price(snapshot, "deepseek-chat") is not null, Price(snapshot, "gpt-4o") is not null).ShouldBe((true, true, false));
    }

    [Fact]
    public void The_operators_prices_win_and_the_nearest_of_them_wins()
    {
        var snapshot = TestConfig.Compile("""
            providers:
              - { name: a, kind: openai, api_key: sk-a-key-1, models: { gpt-4o: gpt-4o, mine: gpt-5, o3: o3, o4-mini: o4-mini } }
              - { name: b, kind: openai, api_key: sk-b-key-1, models: { b-4o: gpt-4o, b-o3: o3 } }
              - { name: v, kind: vllm, models: { local: Qwen/Qwen3-14B, second: Qwen/Qwen3-8B } }
            prices:
              - { model: gpt-4o, input: 1, output: 1 }
              - { model: gpt-4o, provider: openai, input: 2, output: 2 }
              - { model: gpt-4o, provider: b, input: 3, output: 3 }
              - { model: mine, input: 4, output: 4 }
              - { model: o*, input: 5, output: 5 }
              - { model: o3*, input: 6, output: 6, provider: b }
              - { model: Qwen/Qwen3-14B, input: 0, output: 0 }
            """);

        new[] { "gpt-4o", "b-4o", "mine", "o4-mini", "o3", "b-o3" }.Select(name => Price(snapshot, name)!.Usual.Input / 1_000_000_000)
            .ShouldBe([2, 3, 4, 5, 5, 6]);
        Price(snapshot, "local").ShouldNotBeNull().IsPerToken.ShouldBeFalse();
        Price(snapshot, "second").ShouldBeNull();
    }

    [Fact]
    public void A_price_applies_from_its_moment_and_the_one_before_it_until_then()
    {
        var snapshot = TestConfig.Compile("""
            providers:
              - { name: a, kind: openai, api_key: sk-a-key-1, models: [gpt-4o] }
            prices:
              - { model: gpt-4o, from: 2027-01-01, input: 8, output: 8 }
              - { model: gpt-4o, from: 2026-12-01T12:00:00Z, input: 9, output: 9 }
            """);
        var prices = snapshot.Resolve("gpt-4o"u8)!.Candidates[0].Price.ShouldNotBeNull();

        long At(string moment) => prices.At(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds())!.Usual.Input;
        At("2020-01-01T00:00:00Z").ShouldBe(2_500_000_000);
        At("2026-12-01T11:59:59.999Z").ShouldBe(2_500_000_000);
        At("2026-12-01T12:00:00Z").ShouldBe(9_000_000_000);
        At("2027-01-01T00:00:00Z").ShouldBe(8_000_000_000);
        prices.MaxOutput.ShouldBe(16384);
    }

    [Fact]
    public void The_demo_provider_is_free_on_purpose()
    {
        var snapshot = TestConfig.Compile("providers: [{ name: d, kind: demo, models: [demo] }]");

        Price(snapshot, "demo").ShouldNotBeNull().IsPerToken.ShouldBeFalse();
    }

    [Fact]
    public void Passed_models_are_looked_up_once_and_then_found_without_allocating()
    {
        var snapshot = TestConfig.Compile("providers: [{ name: a, kind: openai, api_key: sk-a-key-1, models: ['*'] }]");
        var deployment = snapshot.Resolve("gpt-4o"u8)!.Candidates[0];
        deployment.Price.ShouldBeNull();
        var passed = deployment.PassedPrices.ShouldNotBeNull();
        var first = passed.Find("gpt-4o"u8);
        first.At(Now).ShouldNotBeNull().Usual.Input.ShouldBe(2_500_000_000);
        passed.Find("nobody-knows"u8).At(Now).ShouldBeNull();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var same = true;
        for (var i = 0; i < 100; i++)
        {
            same &= ReferenceEquals(passed.Find("gpt-4o"u8), first) && passed.Find("nobody-knows"u8).Steps.IsEmpty;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        same.ShouldBeTrue();
    }

    [Fact]
    public void Any_number_of_passed_names_are_answered_right()
    {
        var table = new PriceTable([new PriceConfig { Model = "m-7*", Classes = new PriceClasses { Input = 7, Output = 7 } }]);
        var provider = TestConfig.Compile("providers: [{ name: v, kind: vllm }]").Providers[0];
        var passed = new PassThroughPrices(table, provider);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5000; i++)
            {
                var name = $"m-{i}";
                passed.Find(Encoding.UTF8.GetBytes(name)).Steps.IsEmpty.ShouldBe(!name.StartsWith("m-7", StringComparison.Ordinal), name);
            }
        }
    }

    private static ModelPrice? Price(ConfigSnapshot snapshot, string model) => snapshot.Resolve(Encoding.UTF8.GetBytes(model))!.Candidates[0].Price!.At(Now);
}
