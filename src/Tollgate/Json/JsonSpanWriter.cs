using System.Buffers.Text;

namespace Tollgate.Json;

/// <summary>
/// Writes JSON text into a span without allocating. The caller writes the punctuation; this escapes the values.
/// What does not fit is not written and sets <see cref="Overflowed"/>: the caller sizes the span so that it never happens.
/// </summary>
internal ref struct JsonSpanWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Something was left out because the span was full.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Bytes that still fit.</summary>
    public readonly int Remaining => _destination.Length - Written;

    /// <summary>The next bytes, for the caller to fill; there must be so many.</summary>
    public Span<byte> Take(int length)
    {
        var room = _destination.Slice(Written, length);
        Written += length;
        return room;
    }

    /// <summary>Bytes as they are: punctuation and names that need no escaping.</summary>
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(_destination[Written..]))
        {
            Overflowed = true;
            return;
        }

        Written += bytes.Length;
    }

    /// <summary>ASCII text that needs no escaping, such as a code of the closed list.</summary>
    public void Raw(string ascii)
    {
        if (ascii.Length > _destination.Length - Written)
        {
            Overflowed = true;
            return;
        }

        Written += System.Text.Encoding.ASCII.GetBytes(ascii, _destination[Written..]);
    }

    /// <summary>A whole number.</summary>
    public void Number(long value)
    {
        if (!Utf8Formatter.TryFormat(value, _destination[Written..], out var length))
        {
            Overflowed = true;
            return;
        }

        Written += length;
    }

    /// <summary>The inside of a string, escaped, at most <paramref name="maxBytes"/> of output.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8, int maxBytes) =>
        Written += JsonEscape.Escape(utf8, Room(maxBytes));

    /// <summary>The inside of a string, escaped, at most <paramref name="maxBytes"/> of output.</summary>
    public void Text(string text, int maxBytes) =>
        Written += JsonEscape.Escape(text, Room(maxBytes));

    private readonly Span<byte> Room(int maxBytes) => _destination.Slice(Written, Math.Min(maxBytes, _destination.Length - Written));
}
