using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Metering.Prices;
using Xunit;

namespace Tollgate.Tests.Metering.Prices;

public sealed class UsdTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("2.50", 2_500_000_000)]
    [InlineData("0.000000001", 1)]
    [InlineData("0.075", 75_000_000)]
    [InlineData("1000000", 1_000_000_000_000_000)]
    public void Amounts_are_read_to_the_nano_dollar(string text, long nanoUsd)
    {
        UsdText.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(nanoUsd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("NaN")]
    [InlineData("0.0000000001")]
    [InlineData("1000000.000000001")]
    [InlineData("9223372036854775808")]
    [InlineData("٣")]
    public void What_is_no_amount_is_refused(string text) => UsdText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_amount_reads_back_as_it_was_written() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, int.MaxValue).SelectMany(high => Gen.Choose(0, 465_661), (high, low) => ((long)low << 31) | (long)high).ToArbitrary(),
            amount => amount > UsdText.MaxNanoUsd || (UsdText.TryParse(UsdText.Format(amount), out var read) && read == amount)));
}
