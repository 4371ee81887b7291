using Tollgate.Exchange.Forms;

namespace Tollgate.Surfaces;

/// <summary>Takes a form apart that is at hand whole. <see cref="MultipartModelScan"/> reads one as it arrives, and says before this whose model it names.</summary>
internal static class MultipartForm
{
    /// <summary>Most parts; OpenAI's longest form has twenty fields.</summary>
    private const int MaxParts = 64;

    /// <summary>Longest head of a part, in bytes.</summary>
    private const int MaxHeadBytes = 2 * MultipartModelScan.MaxLineBytes;

    /// <summary>The form; null where the content type is none of a form, or the body is not what it says.</summary>
    public static FormParts? Read(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> contentType)
    {
        if (!MultipartBoundary.TryRead(contentType, out var boundary))
        {
            return null;
        }

        // A boundary stands at the start of a line; the first may be the start of the body.
        byte[] delimiter = [.. "\r\n--"u8, .. boundary];
        var bytes = body.Span;
        var at = bytes.StartsWith(delimiter.AsSpan(2)) ? delimiter.Length - 2 : bytes.IndexOf(delimiter) is >= 0 and var first ? first + delimiter.Length : -1;
        var parts = new List<FormPart>();
        while (at >= 0 && !bytes[at..].StartsWith("--"u8))
        {
            if (parts.Count == MaxParts || !TryStart(bytes, at, out var head, out var content) || !TryRead(body, head, out var part))
            {
                return null;
            }

            var length = bytes[content..].IndexOf(delimiter);
            if (length < 0)
            {
                return null;
            }

            parts.Add(part with { Content = body.Slice(content, length) });
            at = content + length + delimiter.Length;
        }

        return at < 0 ? null : new FormParts(parts);
    }

    /// <summary>Finds a part's head and content behind its boundary.</summary>
    private static bool TryStart(ReadOnlySpan<byte> bytes, int at, out Range head, out int content)
    {
        (head, content) = (default, 0);
        var line = bytes[at..].IndexOf("\r\n"u8);
        if (line < 0 || !bytes.Slice(at, line).Trim(" \t"u8).IsEmpty)
        {
            return false;
        }

        // From the line end on, so that a head without a line ends at once.
        var start = at + line;
        var length = bytes[start..Math.Min(bytes.Length, start + MaxHeadBytes)].IndexOf("\r\n\r\n"u8);
        (head, content) = (start..(start + Math.Max(0, length)), start + length + 4);
        return length >= 0;
    }

    private static bool TryRead(ReadOnlyMemory<byte> body, Range head, out FormPart part)
    {
        part = default;
        var lines = body[head];
        while (!lines.IsEmpty)
        {
            lines = lines[2..];
            var end = lines.Span.IndexOf("\r\n"u8);
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[end..];
            var colon = line.Span.IndexOf((byte)':');
            if (colon <= 0)
            {
                return false;
            }

            var name = line.Span[..colon].TrimEnd(" \t"u8);
            var value = line[(colon + 1)..];
            if (System.Text.Ascii.EqualsIgnoreCase(name, "content-type"u8))
            {
                var type = value.Span.IndexOf((byte)';') is >= 0 and var semicolon ? value[..semicolon] : value;
                part = part with { MediaType = Trimmed(type) };
            }
            else if (System.Text.Ascii.EqualsIgnoreCase(name, "content-disposition"u8) && !TryName(value, ref part))
            {
                return false;
            }
        }

        return !part.Name.IsEmpty;
    }

    private static bool TryName(ReadOnlyMemory<byte> disposition, ref FormPart part)
    {
        var parameters = new HeaderParameters(disposition.Span);
        while (parameters.TryRead(out var name, out var value))
        {
            if (name.SequenceEqual("name"u8))
            {
                part = part with { Name = Slice(disposition, value) };
            }
            else if (name.SequenceEqual("filename"u8))
            {
                part = part with { FileName = Slice(disposition, value) };
            }
        }

        return !parameters.IsBroken;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> text) => Slice(text, text.Span.Trim(" \t"u8));

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> whole, ReadOnlySpan<byte> part) =>
        whole.Span.Overlaps(part, out var at) ? whole.Slice(at, part.Length) : default;
}
