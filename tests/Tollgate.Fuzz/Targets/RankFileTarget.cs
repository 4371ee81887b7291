using System.Globalization;
using System.Text;
using Tollgate.Metering.Bpe;

namespace Tollgate.Fuzz.Targets;

/// <summary>Files of tokens: what is wrong with one is said, and one that is taken has every token that it lists.</summary>
internal sealed class RankFileTarget : IFuzzTarget
{
    private static readonly string Singles =
        string.Concat(Enumerable.Range(0, 256).Select(b => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String([(byte)b])} {b}\n")));

    public string Name => "rank-file";

    public IReadOnlyList<string> Seeds { get; } =
    [
        Singles,
        Singles + "aGU= 256\r\nbGw= 300\naGVsbG8= 301",
        """{"normalizer":null,"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},"model":{"type":"BPE","vocab":{"!":0,"he":1,"\u0120":2},"merges":["h e",["\u0120","a"]]}}""",
    ];

    public IReadOnlyList<string> Words { get; } = ["aGU= 256\n", " 257\n", "\r", "=", "IQ== 0\n", "\"merges\"", "[", "]", "\"h e\"", "{", "}", "null", "\"\\u0120\"", "4294967296"];

    public int Run(ReadOnlySpan<byte> input)
    {
        var isDocument = input.TrimStart(" \r\n\t"u8) is [(byte)'{', ..];
        var vocabulary = isDocument ? TokenizerJson.Read(input.ToArray(), out var problem) : RankFile.Read(input, SplitRules.O200K, out problem);
        OracleException.Demand(vocabulary is null == problem.Length > 0, "refused without a reason, or taken with one");
        if (vocabulary is null)
        {
            return HashCode.Combine(isDocument, problem.Contains("line", StringComparison.Ordinal), problem.Length / 16);
        }

        OracleException.Demand(vocabulary.IsComplete && vocabulary.Repeated < 0, "taken though it is no whole list");
        if (!isDocument)
        {
            var text = Encoding.ASCII.GetString(input);
            var line = text.TrimEnd().Split('\n')[^1].Split(' ')[0];
            OracleException.Demand(vocabulary.RankOf(Convert.FromBase64String(line)) == vocabulary.Count - 1, "the last token is not found");
        }

        var counter = new BpeCounter();
        counter.Begin(vocabulary);
        counter.Add("hello 日本 it's"u8);
        OracleException.Demand(counter.Tokens is > 0 and < 30, "it does not count");
        return HashCode.Combine(isDocument, vocabulary.Count);
    }
}
