using System.Text;
using Tollgate.Json;

namespace Tollgate.Exchange;

/// <summary>
/// The inside of a JSON string as it stood on the wire, escapes and all. It goes into another JSON text as it is, which saves decoding and
/// encoding and keeps every character. It lies in the memory of the body or event it was read from and lives no longer than that.
/// </summary>
internal readonly struct JsonString(ReadOnlyMemory<byte> escaped)
{
    /// <summary>The bytes between the quotes.</summary>
    public ReadOnlyMemory<byte> Escaped { get; } = escaped;

    /// <summary>The bytes between the quotes.</summary>
    public ReadOnlySpan<byte> Span => Escaped.Span;

    /// <summary>There is no text, or nothing in it.</summary>
    public bool IsEmpty => Escaped.IsEmpty;

    /// <summary>Of text that is not JSON yet.</summary>
    public static JsonString Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Of UTF-8 text that is not JSON yet.</summary>
    public static JsonString Of(ReadOnlySpan<byte> utf8)
    {
        var escaped = new byte[utf8.Length * JsonEscape.MaxGrowth];
        return new JsonString(escaped.AsMemory(0, JsonEscape.Escape(utf8, escaped)));
    }

    /// <summary>The text itself as UTF-8. Costs nothing where nothing is escaped.</summary>
    public ReadOnlyMemory<byte> Decode()
    {
        if (Span.IndexOf((byte)'\\') < 0)
        {
            return Escaped;
        }

        var text = new byte[Escaped.Length];
        return JsonText.TryUnescape(Span, text, out var written) ? text.AsMemory(0, written) : default;
    }

    /// <summary>Whether the text is this one.</summary>
    public bool Is(ReadOnlySpan<byte> utf8) => Span.SequenceEqual(utf8) || (Span.IndexOf((byte)'\\') >= 0 && Decode().Span.SequenceEqual(utf8));

    /// <summary>A copy that outlives the memory that it was read from.</summary>
    public JsonString Keep() => new(Escaped.ToArray());

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Decode().Span);
}
