using System.Text;
using Shouldly;
using Tollgate.Metering.Bpe;
using Xunit;

namespace Tollgate.Tests.Metering.Bpe;

public sealed class PieceSplitterTests
{
    /// <summary>Characters of every class, those that the patterns name among them.</summary>
    private static readonly string[] Letters =
    [
        "a", "b", "z", "A", "Z", "é", "É", "ß", "ǅ", "ʰ", "日", "本", "か", "ا", "\u0301", "\u0903", "\u20DD", "0", "9", "٣", "½", "Ⅷ", "'", "'", "'", "s", "S", "t", "d", "m", "l", "L",
        "v", "e", "E", "r", "R", "ſ", " ", " ", " ", "\t", "\u00A0", "\u3000", "\u2028", "\u0085", "\n", "\n", "\r", "\r\n", "/", "/", "!", ".", "(", "_", "-", "€", "，", "☃", "\u200B", "\uFEFF",
        "\0", "\u001C", "😀", "👍🏽", "𠀀", "𝒜", "𝒶", "𐒠", "\U0001E130", "\U0001D165",
    ];

    [Fact]
    public void Text_is_cut_as_the_published_patterns_cut_it()
    {
        foreach (var (pattern, rules) in SplitterPatterns.All)
        {
            var random = new Random(11);
            for (var run = 0; run < 20_000; run++)
            {
                Compare(pattern, rules, RandomText(random, random.Next(1, 24)));
            }
        }
    }

    [Fact]
    public void Every_text_of_three_characters_is_cut_as_the_patterns_cut_it()
    {
        string[] few = ["a", "A", "日", "\u0301", "7", "'", "s", "l", " ", "\t", "\n", "/", "!"];
        foreach (var (pattern, rules) in SplitterPatterns.All)
        {
            foreach (var first in few)
            {
                foreach (var second in few)
                {
                    foreach (var third in few)
                    {
                        Compare(pattern, rules, first + second + third);
                        Compare(pattern, rules, first + second + third + first + "x");
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_character_is_cut_as_the_patterns_cut_it()
    {
        foreach (var (pattern, rules) in SplitterPatterns.All)
        {
            for (var rune = 0; rune < 0x10000; rune++)
            {
                if (Rune.IsValid(rune))
                {
                    var one = new Rune(rune).ToString();
                    Compare(pattern, rules, "a" + one + one + "B7" + one + " " + one + "c");
                }
            }
        }
    }

    [Fact]
    public void A_piece_is_never_longer_than_its_bound_and_nothing_is_lost()
    {
        foreach (var (_, rules) in SplitterPatterns.All)
        {
            foreach (var letter in Letters)
            {
                var text = string.Concat(Enumerable.Repeat(letter, 5000)) + "'ll";
                foreach (var isBulk in new[] { false, true })
                {
                    var pieces = CollectingSplitter.Cut(rules, text, isBulk);
                    string.Concat(pieces).ShouldBe(text);
                    pieces.Max(Encoding.UTF8.GetByteCount).ShouldBeLessThanOrEqualTo(PieceSplitter.MaxPieceBytes + 8);
                    pieces.ShouldBe(CollectingSplitter.Cut(rules, text, !isBulk));
                }
            }
        }
    }

    private static void Compare(System.Text.RegularExpressions.Regex pattern, SplitRules rules, string text)
    {
        var expected = SplitterPatterns.Cut(pattern, text);
        var cut = CollectingSplitter.Cut(rules, text);
        if (!cut.AsSpan().SequenceEqual(expected))
        {
            cut.ShouldBe(expected, $"{rules}: {Escaped(text)}");
        }
    }

    private static string Escaped(string text) => string.Concat(text.Select(c => c is > ' ' and < '\u007f' ? c.ToString() : $"\\u{(int)c:x4}"));

    private static string RandomText(Random random, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            text.Append(Letters[random.Next(Letters.Length)]);
        }

        return text.ToString();
    }
}
