using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Metering;
using Tollgate.Metering.Prices;
using Xunit;

namespace Tollgate.Tests.Metering.Prices;

public sealed class ModelPriceTests
{
    private static readonly PriceClasses AllClasses = new()
    {
        Input = 3_000_000_000, Output = 15_000_000_000, Cached = 300_000_000, CacheWrite = 3_750_000_000, CacheWrite1h = 6_000_000_000,
        Reasoning = 20_000_000_000, AudioInput = 32_000_000_000, AudioOutput = 64_000_000_000, ImageInput = 5_000_000_000, ImageOutput = 40_000_000_000,
    };

    [Fact]
    public void Each_class_has_its_price_and_no_token_is_priced_twice()
    {
        var usage = new TokenUsage
        {
            Input = 1_000_000, CachedInput = 100_000, CacheWrite = 200_000, CacheWrite1h = 50_000, AudioInput = 10_000, ImageInput = 20_000,
            Output = 100_000, Reasoning = 30_000, AudioOutput = 5_000, ImageOutput = 7_000,
        };

        // 0.67 text, 0.1 cached, 0.15 written, 0.05 for an hour, 0.01 sound, 0.02 pictures; out 58,000, 30,000, 5,000, 7,000
        Cost(new ModelPrice(AllClasses), usage).ShouldBe(
            2_010_000_000L + 30_000_000 + 562_500_000 + 300_000_000 + 320_000_000 + 100_000_000
            + 870_000_000 + 600_000_000 + 320_000_000 + 280_000_000);
    }

    [Fact]
    public void A_missing_class_has_the_price_of_the_one_that_stands_in_for_it()
    {
        var usage = new TokenUsage
        {
            Input = 600, CachedInput = 100, CacheWrite = 200, CacheWrite1h = 100, AudioInput = 100, ImageInput = 100, Output = 400, Reasoning = 100, AudioOutput = 100, ImageOutput = 100,
        };

        Cost(new ModelPrice(new PriceClasses { Input = 1_000_000, Output = 10_000_000 }), usage).ShouldBe(600 + 4000);
        Cost(new ModelPrice(new PriceClasses { Input = 1_000_000, Output = 10_000_000, CacheWrite = 2_000_000 }), usage).ShouldBe(400 + 400 + 4000);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_001, 2)]
    public void A_cost_is_rounded_up_once(long tokens, long cost) =>
        Cost(new ModelPrice(new PriceClasses { Input = 1, Output = 0 }), new TokenUsage { Input = tokens }).ShouldBe(cost);

    [Fact]
    public void Parts_that_are_rounded_together_are_rounded_once() =>
        Cost(new ModelPrice(new PriceClasses { Input = 400_000, Output = 500_000 }), new TokenUsage { Input = 1, Output = 1 }).ShouldBe(1);

    [Fact]
    public void A_long_prompt_has_all_its_tokens_at_the_tier_and_what_the_tier_leaves_out_moves_along()
    {
        var price = new ModelPrice(
            new PriceClasses { Input = 3_000_000_000, Output = 15_000_000_000, Cached = 300_000_000, CacheWrite1h = 6_000_000_000, Reasoning = 15_000_000_000 },
            tiers: [new PriceTierConfig(200_000, new PriceClasses { Input = 6_000_000_000, Output = 22_500_000_000 })]);

        Cost(price, new TokenUsage { Input = 200_000, Output = 1000 }).ShouldBe(600_000_000 + 15_000_000);
        Cost(price, new TokenUsage { Input = 200_001, Output = 1000, Reasoning = 1000 }).ShouldBe(1_200_006_000 + 22_500_000);
        Cost(price, new TokenUsage { Input = 300_000, CachedInput = 300_000 }).ShouldBe(180_000_000);
        Cost(price, new TokenUsage { Input = 300_000, CacheWrite = 300_000, CacheWrite1h = 300_000 }).ShouldBe(3_600_000_000);
    }

    [Fact]
    public void The_highest_tier_that_a_prompt_reaches_counts_in_whatever_order_they_are_written()
    {
        var price = new ModelPrice(
            new PriceClasses { Input = 1_000_000, Output = 0 },
            tiers: [new PriceTierConfig(100, new() { Input = 2_000_000, Output = 0 }), new PriceTierConfig(50, new() { Input = 3_000_000, Output = 0 })]);

        new long[] { 50, 51, 100, 101 }.Select(tokens => Cost(price, new TokenUsage { Input = tokens }) / tokens).ShouldBe([1, 3, 3, 2]);
    }

    [Fact]
    public void A_price_per_request_comes_on_top() =>
        Cost(new ModelPrice(new PriceClasses { Input = 1_000_000, Output = 0 }, perRequest: 2_000_000), new TokenUsage { Input = 5 }).ShouldBe(2_000_005);

    [Theory]
    [InlineData(0, 2_000_000)] // it does not say how many: one at least
    [InlineData(1, 2_000_000)]
    [InlineData(3, 6_000_000)]
    [InlineData(-4, 2_000_000)]
    public void Search_units_are_priced_by_the_piece(long units, long cost) =>
        Cost(new ModelPrice(new PriceClasses(), perSearchUnit: 2_000_000), new TokenUsage { Input = 9_999, SearchUnits = units }).ShouldBe(cost);

    [Fact]
    public void No_number_of_search_units_at_any_price_overflows() =>
        Cost(new ModelPrice(new PriceClasses(), perSearchUnit: long.MaxValue), new TokenUsage { SearchUnits = long.MaxValue }).ShouldBe(long.MaxValue);

    [Fact]
    public void Impossible_usage_is_cut_to_what_is_possible_and_a_cost_never_negative()
    {
        var price = new ModelPrice(AllClasses);
        Cost(price, new TokenUsage { Input = -5, Output = -9, CachedInput = -7, Reasoning = -1 }).ShouldBe(0);
        Cost(price, new TokenUsage { Input = 10, CachedInput = 50, CacheWrite = 50, CacheWrite1h = 90 }).ShouldBe(3000);
        Cost(price, new TokenUsage { Output = 10, Reasoning = 50 }).ShouldBe(200_000);
    }

    [Fact]
    public void The_largest_numbers_saturate()
    {
        var dear = new ModelPrice(new PriceClasses { Input = long.MaxValue, Output = long.MaxValue }, long.MaxValue);
        Cost(dear, new TokenUsage { Input = long.MaxValue, Output = long.MaxValue }).ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Any_cost_is_what_whole_numbers_without_bound_make_of_it() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                Numbers(10).Zip(Numbers(11)).ToArbitrary(),
                pair => Agrees(pair.Item1, pair.Item2)));

    [Fact]
    public void Computing_a_cost_allocates_nothing()
    {
        var price = new ModelPrice(AllClasses, 1, [new PriceTierConfig(10, new PriceClasses { Input = 5, Output = 7 })]);
        var usage = new TokenUsage { Input = 1000, CachedInput = 7, Output = 1_000_000 };
        price.CostOf(in usage);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            price.CostOf(in usage);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static Gen<long[]> Numbers(int count) =>
        Gen.OneOf(
            Gen.Choose(0, 3).Select(n => (long)n),
            Gen.Choose(0, 2_000_000).Select(n => (long)n),
            Gen.Choose(0, int.MaxValue).Select(n => n * 4_000_000_000L),
            Gen.Choose(-5, -1).Select(n => (long)n)).ArrayOf(count);

    private static bool Agrees(long[] tokens, long[] signed)
    {
        var rates = signed.Select(rate => Math.Max(0, rate)).ToArray();
        var usage = new TokenUsage
        {
            Input = tokens[0], CachedInput = tokens[1], CacheWrite = tokens[2], CacheWrite1h = tokens[3], AudioInput = tokens[4], ImageInput = tokens[5],
            Output = tokens[6], Reasoning = tokens[7], AudioOutput = tokens[8], ImageOutput = tokens[9],
        };
        var price = new ModelPrice(
            new PriceClasses
            {
                Input = rates[0], Cached = rates[1], CacheWrite = rates[2], CacheWrite1h = rates[3], AudioInput = rates[4], ImageInput = rates[5],
                Output = rates[6], Reasoning = rates[7], AudioOutput = rates[8], ImageOutput = rates[9],
            },
            rates[10]);
        return Cost(price, usage) == Slow(usage, rates);
    }

    private static BigInteger Slow(TokenUsage usage, long[] rates)
    {
        BigInteger left = Math.Max(0, usage.Input);
        BigInteger Part(long tokens)
        {
            var part = BigInteger.Min(BigInteger.Max(0, tokens), left);
            left -= part;
            return part;
        }

        var cached = Part(usage.CachedInput);
        var written = Part(usage.CacheWrite);
        var audio = Part(usage.AudioInput);
        var image = Part(usage.ImageInput);
        var hour = BigInteger.Min(written, Math.Max(0, usage.CacheWrite1h));
        var sum = (left * rates[0]) + (cached * rates[1]) + ((written - hour) * rates[2]) + (hour * rates[3]) + (audio * rates[4]) + (image * rates[5]);
        left = Math.Max(0, usage.Output);
        var audioOut = Part(usage.AudioOutput);
        var imageOut = Part(usage.ImageOutput);
        var reasoning = Part(usage.Reasoning);
        sum += (left * rates[6]) + (reasoning * rates[7]) + (audioOut * rates[8]) + (imageOut * rates[9]) + (new BigInteger(rates[10]) * 1_000_000);
        return BigInteger.Min(long.MaxValue, (sum + 999_999) / 1_000_000);
    }

    private static long Cost(ModelPrice price, TokenUsage usage) => price.CostOf(in usage);
}
