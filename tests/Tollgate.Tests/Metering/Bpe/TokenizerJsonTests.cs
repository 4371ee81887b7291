using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Metering.Bpe;
using Xunit;

namespace Tollgate.Tests.Metering.Bpe;

public sealed class TokenizerJsonTests
{
    private const string Book = "Open models ship their tokens in a file of their own: models, tokens, merges. 日本語の日本 models' tokens 2024, 2025.";

    private const string Llama =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private readonly LearntTokens _learnt = new(Book, 50);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_counts_as_the_rank_file_of_the_same_vocabulary_does(bool pairsAreLists)
    {
        var read = Read(File(Llama, pairsAreLists), out var problem);

        problem.ShouldBeEmpty();
        var expected = _learnt.Vocabulary(SplitRules.Cl100K);
        read.ShouldNotBeNull().Rules.ShouldBe(SplitRules.Cl100K);
        read.Count.ShouldBe(expected.Count);
        foreach (var text in new[] { Book, Book.ToUpperInvariant(), "tokentokens 20242025\n\n  日本 x", string.Concat(Enumerable.Repeat("modelstokens", 50)) })
        {
            CountedText.Count(read, text).ShouldBe(CountedText.Count(expected, text), text);
        }
    }

    [Theory]
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", false, true, 1)]
    [InlineData(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", true, true, 3)]
    [InlineData(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", true, false, 1)]
    public void Patterns_of_open_models_are_known(string pattern, bool isCased, bool hasContractions, int digits)
    {
        Read(File(pattern), out _).ShouldNotBeNull().Rules.ShouldBe(new SplitRules(isCased, hasContractions, digits, isCased));
    }

    [Fact]
    public void What_is_no_such_file_is_refused_and_says_why()
    {
        Problem("{").ShouldContain("line 1");
        Problem("{}").ShouldContain("no byte-pair encoding");
        Problem("""{"model":{"type":"Unigram","vocab":[["a",-1]]}}""").ShouldContain("no byte-pair encoding");
        Problem(File(@"\w+").ToJsonString()).ShouldContain("pattern");
        Problem(With(file => file["pre_tokenizer"]!["pretokenizers"]![1]!["use_regex"] = true)).ShouldContain("pattern");
        Problem(With(file => file["pre_tokenizer"]!["pretokenizers"]![0]!["behavior"] = "Removed")).ShouldContain("pattern");
        Problem(With(file => file["pre_tokenizer"] = null)).ShouldContain("pattern");
        Problem(With(file => file["pre_tokenizer"]!["pretokenizers"] = 5)).ShouldContain("pattern");
        Problem(With(file => file["normalizer"] = new JsonObject { ["type"] = "Lowercase" })).ShouldContain("normalizer");
        Problem(With(file => file["model"]!["merges"]![0] = 5)).ShouldContain("shape");
    }

    private static string Letters(string latin) => string.Concat(latin.Select(b => ByteLetters.All.ElementAt(b)));

    private static BpeVocabulary? Read(JsonObject file, out string problem) => TokenizerJson.Read(Encoding.UTF8.GetBytes(file.ToJsonString()), out problem);

    private static string Problem(string file)
    {
        TokenizerJson.Read(Encoding.UTF8.GetBytes(file), out var problem).ShouldBeNull();
        return problem;
    }

    private string With(Action<JsonObject> change)
    {
        var file = File(Llama);
        change(file);
        return file.ToJsonString();
    }

    private JsonObject File(string pattern, bool pairsAreLists = false) => new()
    {
        ["normalizer"] = new JsonObject { ["type"] = "NFC" },
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = pattern }, ["behavior"] = "Isolated", ["invert"] = false },
                new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false }),
        },
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["vocab"] = new JsonObject(_learnt.Tokens.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(Letters(Encoding.Latin1.GetString(token)), id))),
            ["merges"] = new JsonArray(
            [
                .. _learnt.Merges.Select(pair => pairsAreLists
                    ? new JsonArray(Letters(pair.First), Letters(pair.Second))
                    : (JsonNode)JsonValue.Create(Letters(pair.First) + " " + Letters(pair.Second))),
            ]),
        },
    };
}
