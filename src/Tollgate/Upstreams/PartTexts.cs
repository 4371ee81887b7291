using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams;

/// <summary>The texts of parts as one, for formats that have one text where others have a list.</summary>
internal static class PartTexts
{
    private static ReadOnlySpan<byte> Break => "\\n"u8;

    /// <summary>Texts, refusals and plain documents, each on a line of its own. Nothing is copied where there is one.</summary>
    public static JsonString Join(IReadOnlyList<Part> parts)
    {
        JsonString only = default;
        var (count, length) = (0, 0);
        for (var i = 0; i < parts.Count; i++)
        {
            if (Of(parts[i]) is { IsEmpty: false } text)
            {
                only = text;
                count++;
                length += text.Span.Length + Break.Length;
            }
        }

        if (count < 2)
        {
            return only;
        }

        var joined = new byte[length - Break.Length];
        var at = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            if (Of(parts[i]) is { IsEmpty: false } text)
            {
                if (at > 0)
                {
                    Break.CopyTo(joined.AsSpan(at));
                    at += Break.Length;
                }

                text.Span.CopyTo(joined.AsSpan(at));
                at += text.Span.Length;
            }
        }

        return new JsonString(joined);
    }

    /// <summary>There is no text, or white space alone, which some providers refuse alike.</summary>
    public static bool IsBlank(JsonString text)
    {
        var escaped = text.Span;
        while (escaped is [(byte)' ', ..] or [(byte)'\\', (byte)'n' or (byte)'t' or (byte)'r', ..])
        {
            escaped = escaped[(escaped[0] == (byte)' ' ? 1 : 2)..];
        }

        return escaped.IsEmpty;
    }

    /// <summary>The text of a part; empty for parts of other kinds.</summary>
    public static JsonString Of(Part part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        MediaPart media => media.PlainText,
        _ => default,
    };
}
