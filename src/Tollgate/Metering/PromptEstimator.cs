using Tollgate.Json;
using Tollgate.Metering.Bpe;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>Counts the tokens of a request whose provider does not report them.</summary>
internal static class PromptEstimator
{
    /// <summary>Marks around one message in the usual chat formats.</summary>
    private const int MessageTokens = 4;

    /// <summary>Opening of the answer, which counts as prompt.</summary>
    private const int AnswerTokens = 3;

    /// <summary>A picture or sound given as data: its size says little, so one usual picture at low detail.</summary>
    private const int AttachmentTokens = 85;

    /// <summary>A string that starts like this is an attachment.</summary>
    private static ReadOnlySpan<byte> DataUri => "data:"u8;

    /// <summary>
    /// Tokens of the whole request, at least 1: the text of the prompt and of what else is put before the model, such as tools
    /// and instructions. Settings are not counted, nor are keys.
    /// </summary>
    /// <param name="body">A body that <see cref="RequestScan"/> has found valid.</param>
    /// <param name="exact">Counts the text by a vocabulary, begun; null to estimate.</param>
    /// <param name="exactBytes">Text that it counts at most.</param>
    public static long Count(ReadOnlySpan<byte> body, BpeCounter? exact = null, int exactBytes = 0)
    {
        var text = new TokenEstimator(exact, exactBytes);
        var scan = new JsonScan(body);
        scan.SkipWhite();
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key))
                {
                    break;
                }

                var start = scan.Position;
                if (!scan.SkipValue(1))
                {
                    break;
                }

                if (IsPrompt(key))
                {
                    text.AddTokens(key.SequenceEqual("messages"u8) ? AnswerTokens : 0);
                    CountStrings(body[start..scan.Position], ref text);
                }
            }
            while (scan.TryNextMember());
        }

        return Math.Max(1, text.Tokens);
    }

    private static bool IsPrompt(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("messages"u8)
        || key.SequenceEqual("input"u8)
        || key.SequenceEqual("prompt"u8)
        || key.SequenceEqual("contents"u8)
        || key.SequenceEqual("content"u8)
        || key.SequenceEqual("requests"u8)
        || key.SequenceEqual("query"u8)
        || key.SequenceEqual("documents"u8)
        || key.SequenceEqual("system"u8)
        || key.SequenceEqual("systemInstruction"u8)
        || key.SequenceEqual("instructions"u8)
        || key.SequenceEqual("tools"u8)
        || key.SequenceEqual("functions"u8)
        || key.SequenceEqual("response_format"u8);

    private static void CountStrings(ReadOnlySpan<byte> value, ref TokenEstimator text)
    {
        var strings = new JsonStrings(value);
        while (strings.TryRead(out var inner))
        {
            if (inner.SequenceEqual("role"u8))
            {
                text.AddTokens(MessageTokens - 1);
            }
            else if (inner.StartsWith(DataUri))
            {
                text.AddTokens(AttachmentTokens);
            }
            else if (!inner.SequenceEqual("content"u8) && !inner.SequenceEqual("type"u8) && !inner.SequenceEqual("text"u8))
            {
                text.Add(inner);
                text.EndText();
            }
        }
    }
}
