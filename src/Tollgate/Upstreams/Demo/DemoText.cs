using System.Text;

namespace Tollgate.Upstreams.Demo;

/// <summary>
/// What the demo model says, and where its pieces ("tokens") end: a word with the space before it, or a part of a long one.
/// </summary>
internal sealed class DemoText
{
    private const int PieceChars = 12;

    private const string Advice = "For real answers set OPENAI_API_KEY (or another provider's key), or list a provider in tollgate.yaml,"
        + " and ask for one of its models.";

    private const string Filler = " Tollgate relays every word of this as it comes, counts it and passes it on, one small piece after"
        + " another, so that whoever reads along sees the answer grow.";

    private DemoText(string text, int tokens, bool isCut)
    {
        Text = text;
        Tokens = tokens;
        IsCut = isCut;
    }

    public string Text { get; }

    /// <summary>Pieces in <see cref="Text"/>.</summary>
    public int Tokens { get; }

    /// <summary>It would have been longer, had it been allowed to.</summary>
    public bool IsCut { get; }

    /// <summary>Composes the answer.</summary>
    /// <param name="gist">What the user said, shortened.</param>
    /// <param name="tokens">Length to fill or keep to, if any.</param>
    /// <param name="limit">Most tokens that the request allows.</param>
    public static DemoText Compose(string gist, int? tokens, int? limit)
    {
        var text = gist.Length == 0
            ? "Hello from Tollgate's built-in demo model. No provider was called. "
            : string.Concat("This is Tollgate's built-in demo model; no provider was called. You said: \"", gist, "\". ");
        return Fit(text + Advice, tokens, limit);
    }

    /// <summary>A text that must stay whole.</summary>
    public static DemoText Exactly(string text) => new(text, Count(text), isCut: false);

    /// <summary>The piece at <paramref name="at"/>, which moves behind it; false at the end.</summary>
    public bool Next(ref int at, out ReadOnlySpan<char> piece)
    {
        var start = at;
        at = EndOfPiece(Text, at);
        piece = Text.AsSpan(start, at - start);
        return at > start;
    }

    private static DemoText Fit(string text, int? tokens, int? limit)
    {
        var count = Count(text);
        if (tokens is { } wanted && wanted > count)
        {
            text = Extend(text, wanted - count);
            count = Count(text);
        }

        var most = Math.Min(tokens ?? int.MaxValue, limit ?? int.MaxValue);
        if (count <= most)
        {
            return new DemoText(text, count, isCut: false);
        }

        var end = 0;
        for (var i = 0; i < most; i++)
        {
            end = EndOfPiece(text, end);
        }

        return new DemoText(text[..end], most, isCut: limit is { } allowed && allowed < (tokens ?? count));
    }

    private static string Extend(string text, int tokens)
    {
        var rounds = (tokens / Count(Filler)) + 1;
        return new StringBuilder(text, text.Length + (rounds * Filler.Length)).Insert(text.Length, Filler, rounds).ToString();
    }

    private static int Count(string text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; count++)
        {
            at = EndOfPiece(text, at);
        }

        return count;
    }

    private static int EndOfPiece(string text, int at)
    {
        if (at >= text.Length)
        {
            return text.Length;
        }

        var space = text.AsSpan(at + 1).IndexOf(' ');
        var end = space < 0 ? text.Length : at + 1 + space;
        if (end - at > PieceChars + 1)
        {
            end = at + PieceChars;
            if (char.IsHighSurrogate(text[end - 1]))
            {
                end++;
            }
        }

        return end;
    }
}
