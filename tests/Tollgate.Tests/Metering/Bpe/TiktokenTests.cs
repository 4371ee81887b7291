using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>The counter against OpenAI's own tokenizer.</summary>
public sealed class TiktokenTests
{
    private static readonly string[] Encodings = ["cl100k_base", "o200k_base"];

    [Fact]
    public async Task Texts_have_as_many_tokens_as_the_vendors_tokenizer_says()
    {
        string[] texts = [.. Written(), .. RandomTexts(), .. RecordedTexts()];
        var (package, obstacle) = await TiktokenPackage.CountAsync(texts);
        Assert.SkipWhen(package is null, obstacle);
        await using var counted = package;
        foreach (var encoding in Encodings)
        {
            var vocabulary = package.Vocabulary(encoding);
            vocabulary.Count.ShouldBe(encoding == "cl100k_base" ? 100_256 : 199_998);
            vocabulary.MemoryBytes.ShouldBeLessThan(40L * vocabulary.Count);
            for (var i = 0; i < texts.Length; i++)
            {
                var ours = CountedText.Count(vocabulary, texts[i]);
                if (ours != package.Counts(encoding)[i])
                {
                    ours.ShouldBe(package.Counts(encoding)[i], $"{encoding}: {JsonSerializer.Serialize(texts[i])}");
                }

                if (texts[i].Length < 4000)
                {
                    CountedText.Count(vocabulary, CountedText.Json(texts[i], isEscaped: true), 1).ShouldBe(ours, $"{encoding}, byte by byte: {JsonSerializer.Serialize(texts[i])}");
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{texts.Length} texts, {texts.Sum(Encoding.UTF8.GetByteCount)} bytes");
    }

    private static IEnumerable<string> Written() =>
    [
        "", " ", "\n", "Hello, world!", "It's we'll I'D THEY'RE 'sofa 'lamp x'lamp can't've",
        "The quick brown fox jumps over the lazy dog. 12345678901234567890 3.14159 1,000,000",
        "你好，世界！今天天气怎么样？我们去公园散步吧。这是一个没有空格的很长很长的句子，里面有各种各样的汉字。",
        "こんにちは、世界。カタカナとひらがなと漢字。", "안녕하세요 세계! 오늘 날씨가 좋네요.", "Привет, мир! Ёлки-палки.", "مرحبا بالعالم", "नमस्ते दुनिया", "สวัสดีชาวโลก",
        "👩‍👩‍👧‍👦 family 👍🏽 thumbs 🇩🇪 flag 🤷‍♂️", "e\u0301 combining n\u0303 A\u0301B\u0301",
        "public static async Task<int> Main(string[] args)\n{\n\tvar x = new Dictionary<string, int>();\r\n\r\n    return x[\"a\"] ?? 0;   // done\n}\n",
        "<|endoftext|> is text here, and so is <|im_start|>system",
        "https://example.com/a/b?c=d&e=f#g  ../../x//y/\n//\n", "    indented\n\n\n   \t \n  x", "trailing   ", "trailing\n   ", "\t\tx", "a\u00A0b\u3000c",
        "camelCaseWordsAndHTTPServerIDs snake_case_words kebab-case-words SCREAMING_SNAKE", "!!!???...---===***", "x = y/*comment*/;//end",
        new string('a', 3000), new string(' ', 3000), new string('=', 3000), string.Concat(Enumerable.Repeat("汉字", 500)), string.Concat(Enumerable.Repeat("Aa", 900)),
    ];

    private static IEnumerable<string> RandomTexts()
    {
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(1, 60); length > 0; length--)
            {
                var rune = random.Next(10) switch
                {
                    0 => random.Next(0x20, 0x3000),
                    1 => random.Next(0x10000, 0x20000),
                    2 => random.Next(0x3000, 0xD800),
                    3 => "\n\r\t '/"[random.Next(6)],
                    _ => random.Next(0x20, 0x7F),
                };

                // The two know different versions of Unicode: what neither assigns to a class is the same to both.
                if (Rune.IsValid(rune) && !IsRecent(rune))
                {
                    text.Append(new Rune(rune));
                }
            }

            yield return text.ToString();
        }
    }

    private static bool IsRecent(int rune) => Rune.GetUnicodeCategory(new Rune(rune)) == System.Globalization.UnicodeCategory.OtherNotAssigned;

    private static IEnumerable<string> RecordedTexts() =>
        RecordedExchange.All().Select(exchange => Encoding.UTF8.GetString(exchange.Body)).Concat(RecordedExchange.All().Select(exchange => exchange.Request)).Where(text => text.Length < 60_000);
}
