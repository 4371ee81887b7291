using System.Globalization;
using System.Text;

namespace Tollgate.Recording.Capture;

/// <summary>Redacts a body: each text of a JSON document by itself, so that the document stays one; anything else as plain text.</summary>
internal static class DocumentRedactor
{
    /// <summary>A text that was cut may end in the first half of a secret, which no rule would know: that much of its end goes too.</summary>
    private const int DoubtfulEnd = 512;

    /// <summary>The body as text, redacted.</summary>
    public static string Redact(Redactor redactor, ReadOnlySpan<byte> body, bool truncated)
    {
        body = truncated ? WithoutHalfCharacter(body) : body;
        if (!System.Text.Unicode.Utf8.IsValid(body))
        {
            return $"[{body.Length} bytes that are not text]";
        }

        var pieces = new List<JsonPiece>();
        var read = JsonPieces.Read(body, pieces);
        var changes = new List<(JsonPiece Piece, string Text)>();
        foreach (var piece in pieces)
        {
            var kept = redactor.Redact(piece.Text);
            if (!ReferenceEquals(kept, piece.Text)) { changes.Add((piece, kept)); }
        }

        var head = changes.Count == 0 ? Encoding.UTF8.GetString(body[..read]) : JsonPieces.Rewrite(body[..read], changes);
        var rest = Encoding.UTF8.GetString(body[read..]);
        return head + RedactRest(redactor, truncated ? WithoutDoubtfulEnd(rest) : rest);
    }

    /// <summary>What is no JSON, or no more. Where escapes hide something it is given without them: whole JSON it is not anyway.</summary>
    private static string RedactRest(Redactor redactor, string rest)
    {
        if (rest.Contains('\\', StringComparison.Ordinal))
        {
            var plain = Unescaped(rest);
            var kept = redactor.Redact(plain);
            if (!ReferenceEquals(kept, plain)) { return kept; }
        }

        return redactor.Redact(rest);
    }

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                plain.Append((char)unit);
                i += 4;
                continue;
            }

            plain.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' or 'f' => ' ', var other => other });
        }

        return plain.ToString();
    }

    /// <summary>Cuts back to the last blank, then digits before it, which may be groups of a longer number.</summary>
    public static string WithoutDoubtfulEnd(string text)
    {
        var end = text.Length;
        var least = Math.Max(0, end - DoubtfulEnd);
        while (end > least && !char.IsWhiteSpace(text[end - 1])) { end--; }
        while (end > least && (char.IsAsciiDigit(text[end - 1]) || text[end - 1] is ' ' or '-')) { end--; }

        return text[..end];
    }

    private static ReadOnlySpan<byte> WithoutHalfCharacter(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > 0 && text.Length - end < 3 && (text[end - 1] & 0xC0) == 0x80) { end--; }
        return end > 0 && text[end - 1] >= 0xC0 && Rune.DecodeFromUtf8(text[(end - 1)..], out _, out _) != System.Buffers.OperationStatus.Done ? text[..(end - 1)] : text;
    }
}
