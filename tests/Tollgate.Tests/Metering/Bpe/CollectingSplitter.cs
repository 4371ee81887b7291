using System.Text;
using Tollgate.Metering.Bpe;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>Keeps the pieces.</summary>
internal sealed class CollectingSplitter : PieceSplitter
{
    private readonly List<string> _pieces = [];

    public CollectingSplitter(SplitRules rules) => Rules = rules;

    /// <summary>The pieces of a whole text. Where <paramref name="isBulk"/>, small letters are given in bulk.</summary>
    public static string[] Cut(SplitRules rules, string text, bool isBulk = false)
    {
        var splitter = new CollectingSplitter(rules);
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length;)
        {
            at += isBulk ? splitter.TakeSmall(bytes.AsSpan(at)) : 0;
            if (at < bytes.Length)
            {
                Rune.DecodeFromUtf8(bytes.AsSpan(at), out var rune, out var length);
                splitter.TakeRune(rune.Value);
                at += length;
            }
        }

        splitter.End();
        return [.. splitter._pieces];
    }

    protected override void Take(ReadOnlySpan<byte> piece) => _pieces.Add(Encoding.UTF8.GetString(piece));
}
