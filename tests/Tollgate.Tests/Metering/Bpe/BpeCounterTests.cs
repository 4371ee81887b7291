using System.Text;
using Shouldly;
using Tollgate.Metering.Bpe;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Metering.Bpe;

public sealed class BpeCounterTests
{
    private const string Book =
        "The letters of a word are joined where they often stand together, and the pairs of pairs again: letter, letters, lettering. 日本語の文字も、日本の言葉も。 aaaaaaaa abababab, don't we'll I'd.";

    private readonly LearntTokens _learnt = new(Book, 120);

    [Fact]
    public void Pieces_long_and_short_have_as_many_tokens_as_the_textbook_says()
    {
        var vocabulary = _learnt.Vocabulary(SplitRules.O200K);
        var random = new Random(3);
        var bytes = Encoding.UTF8.GetBytes(Book);
        for (var run = 0; run < 3000; run++)
        {
            var from = random.Next(bytes.Length - 1);
            var piece = bytes.AsSpan(from, random.Next(1, Math.Min(bytes.Length - from, 160) + 1)).ToArray();
            if (run % 3 == 0)
            {
                random.Shuffle(piece);
            }
            else if (run % 3 == 1)
            {
                piece = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => (byte)"abe"[random.Next(3)])];
            }

            var lookups = 0L;
            BpeMerge.Count(vocabulary, piece, ref lookups).ShouldBe(_learnt.Count(piece), Convert.ToHexString(piece));
        }
    }

    [Fact]
    public void A_text_counts_the_same_however_it_is_escaped_and_cut_and_its_count_so_far_is_that_of_a_text_that_ends_there()
    {
        foreach (var rules in new[] { SplitRules.Cl100K, SplitRules.O200K })
        {
            var vocabulary = _learnt.Vocabulary(rules);
            foreach (var text in new[] { Book, "we'll'l 日'S\n\n 👍🏽\t\"q\\ /\r\n  end", "x'", "日AB", "日AB'l", "\u001f\u007f\uffff" })
            {
                var expected = CountedText.Count(vocabulary, text);
                expected.ShouldBeGreaterThan(0);
                foreach (var json in new[] { CountedText.Json(text), CountedText.Json(text, isEscaped: true), Lower(CountedText.Json(text, isEscaped: true)) })
                {
                    for (var size = 1; size < 9; size++)
                    {
                        CountedText.Count(vocabulary, json, size).ShouldBe(expected, $"{text} in pieces of {size}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Texts_are_counted_apart_from_each_other()
    {
        var vocabulary = _learnt.Vocabulary(SplitRules.O200K);
        var counter = new BpeCounter();
        counter.Begin(vocabulary);
        counter.Add("let"u8);
        counter.EndText();
        counter.Add("ters"u8);
        counter.Tokens.ShouldBe(CountedText.Count(vocabulary, "let") + CountedText.Count(vocabulary, "ters"));
        counter.Begin(vocabulary);
        counter.Tokens.ShouldBe(0);
        counter.Add("letters"u8);
        counter.Tokens.ShouldBe(CountedText.Count(vocabulary, "letters"));
    }

    [Fact]
    public void What_is_no_unicode_is_counted_as_characters_that_are_not_known()
    {
        var vocabulary = _learnt.Vocabulary(SplitRules.O200K);
        var unknown = CountedText.Count(vocabulary, "a\uFFFDb");
        foreach (var bad in new byte[][] { [(byte)'a', 0xFF, (byte)'b'], [(byte)'a', 0xE6, 0x97, (byte)'b'], [(byte)'a', 0xF0, (byte)'b'], [(byte)'a', 0x80, (byte)'b'], [.. "a\\ud83db"u8], [.. "a\\udc00b"u8] })
        {
            for (var size = 1; size <= bad.Length; size++)
            {
                CountedText.Count(vocabulary, bad, size).ShouldBe(unknown, Convert.ToHexString(bad));
            }
        }

        foreach (var cut in new byte[][] { [(byte)'a', 0xE6], [.. "a\\ud83d"u8], [.. "a\\"u8], [.. "a\\u12"u8] })
        {
            var counter = new BpeCounter();
            counter.Begin(vocabulary);
            counter.Add(cut);
            counter.EndText();
            counter.Add("letters"u8);
            counter.EndText();
            counter.Tokens.ShouldBeGreaterThanOrEqualTo(2);
        }
    }

    [Fact]
    public void Work_grows_with_the_text_and_not_with_its_square()
    {
        var vocabulary = _learnt.Vocabulary(SplitRules.O200K);
        foreach (var unit in new[] { "a", " ", "ab", "日本", "\\n", "=", "\\u0301", "1", "'", "A", "\\ud83d\\ude00", "\u0000" })
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, (1 << 18) / unit.Length)));
            var counter = new BpeCounter();
            counter.Begin(vocabulary);
            counter.Add(text);
            counter.EndText();
            counter.Lookups.ShouldBeLessThan(4L * text.Length, unit);
            counter.Tokens.ShouldBeInRange(1, text.Length);
        }
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var vocabulary = _learnt.Vocabulary(SplitRules.O200K);
        var text = CountedText.Json(Book);
        var counter = new BpeCounter();
        for (var warm = 0; warm < 3; warm++)
        {
            counter.Begin(vocabulary);
            counter.Add(text);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            counter.Begin(vocabulary);
            foreach (var b in text)
            {
                counter.Add([b]);
            }
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100);
        counter.Tokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_word_that_is_a_token_counts_one()
    {
        var vocabulary = RankFile.Read(Encoding.UTF8.GetBytes(ByteRanks.File("he", "hello")), SplitRules.O200K, out _).ShouldNotBeNull();

        CountedText.Count(vocabulary, "hello").ShouldBe(1); // though no merging makes it
        CountedText.Count(vocabulary, "hellox").ShouldBe(5);
        CountedText.Count(vocabulary, "hello hello").ShouldBe(6); // the second has a space before it
    }

    private static byte[] Lower(byte[] json)
    {
        var text = Encoding.ASCII.GetString(json);
        return Encoding.ASCII.GetBytes(System.Text.RegularExpressions.Regex.Replace(
            text, "(?<=\\\\u)[0-9A-F]{4}", match => match.Value.ToLowerInvariant(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)));
    }
}
