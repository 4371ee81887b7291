using System.Text;
using Tollgate.Metering.Bpe;

namespace Tollgate.Fuzz.Targets;

/// <summary>Counting by a vocabulary: a text counts the same however it is cut, in work that grows with it and not with its square.</summary>
internal sealed class TokenCountTarget : IFuzzTarget
{
    private readonly BpeVocabulary[] _vocabularies =
        [Made(SplitRules.O200K), Made(SplitRules.Cl100K), Made(SplitRules.Cl100K with { Digits = 1 }), Made(SplitRules.O200K with { HasContractions = false, Digits = 1 })];

    public string Name => "token-count";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "Hello, world! It's we'll they'RE 'sofa 12345",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "日本語ABC e\u0301 \\ud83d\\ude00 👍🏽\\n\\n  \\t x",
        "\\u00e9\\ud83d\\u0041//\\r\\n/ !!/",
    ];

    public IReadOnlyList<string> Words { get; } = ["'", "'s", "'ll", " ", "  ", "\\n", "\\ud83d", "\\ude00", "\\", "日", "\u0301", "A", "a", "1", "/", "!", "\u00a0", "ſ", "aaaaaaaaaaaaaaaa"];

    public int Run(ReadOnlySpan<byte> input)
    {
        var vocabulary = _vocabularies[input.Length % _vocabularies.Length];
        var counter = new BpeCounter();
        counter.Begin(vocabulary);
        counter.Add(input);
        var soFar = counter.Tokens;
        counter.EndText();
        var tokens = counter.Tokens;
        OracleException.Demand(counter.Lookups <= (12L * input.Length) + 12, "counting takes more than its share");
        OracleException.Demand(tokens <= 3L * input.Length + 3, "more tokens than bytes");

        var pieces = new BpeCounter();
        pieces.Begin(vocabulary);
        for (var at = 0; at < input.Length; at++)
        {
            pieces.Add(input.Slice(at, 1));
        }

        OracleException.Demand(pieces.Tokens == soFar, "it depends on how the text is cut");
        pieces.EndText();
        OracleException.Demand(pieces.Tokens == tokens, "it depends on how the text is cut, at its end");
        pieces.Add("a"u8);
        pieces.EndText();
        OracleException.Demand(pieces.Tokens == tokens + 1, "a text is not over when it has ended");
        return HashCode.Combine(Math.Min(tokens, 64), input.Length % _vocabularies.Length);
    }

    private static BpeVocabulary Made(SplitRules rules)
    {
        var file = new StringBuilder();
        var rank = 0;
        foreach (var token in Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).Concat(
            new[] { "aa", "aaaa", "he", "ll", "hell", "hello", " w", "'s", "日", "日本", "  ", "\n\n", "ab", "ba", "aba", "12", "!!" }.Select(Encoding.UTF8.GetBytes)))
        {
            file.Append(Convert.ToBase64String(token)).Append(' ').Append(rank++).Append('\n');
        }

        return RankFile.Read(Encoding.UTF8.GetBytes(file.ToString()), rules, out var problem) ?? throw new InvalidOperationException(problem);
    }
}
