using Shouldly;
using Tollgate.Recording.Capture;
using Xunit;

namespace Tollgate.Tests.Recording.Capture;

public sealed class PaymentCardsTests
{
    [Theory]
    [InlineData("4111111111111111", "4111111111111111")]
    [InlineData("pay 4111 1111 1111 1111 now", "4111 1111 1111 1111")]
    [InlineData("5500-0000-0000-0004.", "5500-0000-0000-0004")]
    [InlineData("378282246310005,", "378282246310005")]
    [InlineData("4111111111111111 12345", "4111111111111111")]
    [InlineData("12345 4111111111111111", "4111111111111111")]
    [InlineData("4222222222222", "4222222222222")]
    public void Card_numbers_are_found_alone_and_among_other_numbers(string text, string card)
    {
        PaymentCards.TryFind(text, 0, out var start, out var length).ShouldBeTrue();
        text.Substring(start, length).ShouldBe(card);
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("1732186800")]
    [InlineData("9111111111111111")]
    [InlineData("411111111111")]
    [InlineData("41111111111111110000000")]
    [InlineData("4111  1111 1111 1111 1")]
    [InlineData("")]
    public void Other_numbers_are_not(string text) => PaymentCards.TryFind(text, 0, out _, out _).ShouldBeFalse();
}
