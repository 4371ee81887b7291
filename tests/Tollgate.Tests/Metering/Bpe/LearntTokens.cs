using System.Text;
using Tollgate.Metering.Bpe;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>A vocabulary learnt from a text in the textbook's way: the commonest pair of neighbours becomes a token, again and again.</summary>
internal sealed class LearntTokens
{
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);

    public LearntTokens(string text, int merges)
    {
        for (var b = 0; b < 256; b++)
        {
            _ranks.Add(((char)b).ToString(), b);
        }

        var parts = Encoding.UTF8.GetBytes(text).Select(b => ((char)b).ToString()).ToList();
        for (var i = 0; i < merges; i++)
        {
            var best = parts.Zip(parts.Skip(1)).CountBy(pair => pair).Where(pair => !_ranks.ContainsKey(pair.Key.First + pair.Key.Second)).MaxBy(pair => pair.Value).Key;
            Merges.Add(best);
            _ranks.Add(best.First + best.Second, _ranks.Count);
            Join(parts, best.First, best.Second);
        }
    }

    /// <summary>Pairs in the order in which they were joined, a character for a byte.</summary>
    public List<(string First, string Second)> Merges { get; } = [];

    /// <summary>Tokens in the order of their ranks.</summary>
    public IEnumerable<byte[]> Tokens => _ranks.Keys.Select(Encoding.Latin1.GetBytes);

    /// <summary>The same as the gateway has it.</summary>
    public BpeVocabulary Vocabulary(SplitRules rules) => RankFile.Read(
        Encoding.UTF8.GetBytes(string.Concat(Tokens.Select((token, rank) => $"{Convert.ToBase64String(token)} {rank}\n"))), rules, out var problem)
        ?? throw new InvalidOperationException(problem);

    /// <summary>Counts a piece slowly: the lowest pair again and again.</summary>
    public int Count(ReadOnlySpan<byte> piece)
    {
        var parts = Encoding.Latin1.GetString(piece).Select(c => c.ToString()).ToList();
        if (_ranks.ContainsKey(string.Concat(parts)))
        {
            return 1;
        }

        while (true)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                if (_ranks.TryGetValue(parts[i] + parts[i + 1], out var rank) && rank < best)
                {
                    (best, at) = (rank, i);
                }
            }

            if (at < 0)
            {
                return parts.Count;
            }

            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }

    private static void Join(List<string> parts, string first, string second)
    {
        for (var i = 0; i + 1 < parts.Count; i++)
        {
            if (parts[i] == first && parts[i + 1] == second)
            {
                parts[i] += second;
                parts.RemoveAt(i + 1);
            }
        }
    }
}
