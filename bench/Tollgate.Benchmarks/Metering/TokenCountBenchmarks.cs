using System.Text;
using BenchmarkDotNet.Attributes;
using Tollgate.Metering;
using Tollgate.Metering.Bpe;

namespace Tollgate.Benchmarks.Metering;

/// <summary>
/// 16 KiB of text counted by a vocabulary and by shape. The vocabulary comes from the rank file that TOLLGATE_RANK_FILE names, cut as o200k_base is;
/// tests/tokens-node/ranks.mjs writes one.
/// </summary>
[MemoryDiagnoser]
public class TokenCountBenchmarks
{
    private const int Bytes = 16 * 1024;

    private readonly BpeCounter _counter = new();
    private BpeVocabulary _vocabulary = null!;
    private byte[] _text = [];

    /// <summary>What kind of text.</summary>
    [Params("prose", "code", "chinese", "words", "letters")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var path = Environment.GetEnvironmentVariable("TOLLGATE_RANK_FILE") ?? throw new InvalidOperationException("TOLLGATE_RANK_FILE names no rank file.");
        _vocabulary = RankFile.Read(File.ReadAllBytes(path), SplitRules.O200K, out var problem) ?? throw new InvalidOperationException(problem);
        var unit = Text switch
        {
            "prose" => "The mountain stood above the valley, and in the evening its shadow reached the river; nobody who lived there had ever climbed it. ",
            "code" => "    public static int Count(ReadOnlySpan<byte> text)\\n    {\\n        return text.IsEmpty ? 0 : 1 + Count(text[1..]); // slow\\n    }\\n\\n",
            "chinese" => "山谷里的人们从来没有爬过那座山，傍晚的时候，山的影子一直伸到河边。",
            "words" => "Untergangsvorhersagewahrscheinlichkeit xqzvbnm Zyxwvutsrqponmlkjihgfedcba ",
            _ => "a",
        };
        _text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, (Bytes / Encoding.UTF8.GetByteCount(unit)) + 1)))[..Bytes];
    }

    [Benchmark(Baseline = true)]
    public long Estimated()
    {
        var text = default(TokenEstimator);
        text.Add(_text);
        return text.Tokens;
    }

    [Benchmark]
    public long Counted()
    {
        _counter.Begin(_vocabulary);
        _counter.Add(_text);
        _counter.EndText();
        return _counter.Tokens;
    }
}
