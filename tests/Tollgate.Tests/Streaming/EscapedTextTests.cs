using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Streaming;
using Xunit;

namespace Tollgate.Tests.Streaming;

public sealed class EscapedTextTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("Hello", 5)]
    [InlineData("Hello ", 5)]
    [InlineData(@"Hello\n\t \r", 5)]
    [InlineData(@"Hello\\n", 8)]
    [InlineData(@"Hello\\\n", 7)]
    [InlineData(@" \n", 0)]
    [InlineData("n", 1)]
    public void White_space_at_the_end_is_left_out(string text, int length) => EscapedText.TrimmedLength(Encoding.UTF8.GetBytes(text)).ShouldBe(length);

    [Fact]
    public void What_is_left_out_is_white_space_and_all_of_it()
    {
        var texts = Gen.Elements(" ", "\n", "\t", "\r", "\\", "n", "t", "r", "x", "é").ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            var json = JsonSerializer.Serialize(text)[1..^1];
            var trimmed = json[..EscapedText.TrimmedLength(Encoding.UTF8.GetBytes(json))];
            return JsonSerializer.Deserialize<string>($"\"{trimmed}\"") == text.TrimEnd(' ', '\n', '\t', '\r');
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", "Hello", 0)]
    [InlineData(" ", " world", 1)]
    [InlineData(@" \n", @" \nworld", 3)]
    [InlineData(@" \n", @" \tworld", 1)]
    [InlineData(@"\n", @"\tworld", 0)]
    [InlineData("  ", " ", 1)]
    public void White_space_that_is_said_again_is_found(string owed, string text, int length) =>
        EscapedText.CommonWhite(Encoding.UTF8.GetBytes(owed), Encoding.UTF8.GetBytes(text)).ShouldBe(length);

    [Theory]
    [InlineData(@"Hi \ud83d", true)]
    [InlineData(@"\uD83D", true)]
    [InlineData(@"Hi \ud83d\ude00", false)]
    [InlineData(@"Hi \\ud83d", false)]
    [InlineData("ud83d", false)]
    [InlineData("", false)]
    public void Half_a_character_at_the_end_is_seen(string text, bool isHalf) => EscapedText.EndsInHalf(Encoding.UTF8.GetBytes(text)).ShouldBe(isHalf);
}
