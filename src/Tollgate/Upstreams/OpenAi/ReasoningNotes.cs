using System.Buffers;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Gathers <c>reasoning_details</c>, whose texts come in pieces and whose signatures follow them, into the array that the provider wants back. Texts
/// alone are no note: they can be made again.
/// </summary>
internal sealed class ReasoningNotes
{
    private readonly List<Entry> _entries = [];
    private bool _isOpaque;

    /// <summary>Takes an entry, or a piece of one.</summary>
    /// <param name="entry">It.</param>
    /// <param name="isSummary">Its text is a summary.</param>
    /// <returns>Its text, which can be read; empty for a note.</returns>
    public JsonString Add(JsonNode entry, out bool isSummary)
    {
        isSummary = entry["type"u8].Is("reasoning.summary"u8);
        if (!isSummary && !entry["type"u8].Is("reasoning.text"u8))
        {
            _isOpaque |= entry.IsObject;
            _entries.Add(new Entry { Raw = entry.IsObject ? entry.Raw.ToArray() : [] });
            return default;
        }

        var index = entry["index"u8].Whole ?? -1;
        var last = _entries.Count > 0 ? _entries[^1] : null;
        if (last is null || last.Raw is not null || last.Index != index || last.IsSummary != isSummary || !last.Signature.IsEmpty)
        {
            last = new Entry { Index = index, IsSummary = isSummary };
            _entries.Add(last);
        }

        var text = entry[isSummary ? "summary"u8 : "text"u8].Text;
        last.Text.Write(text.Span);
        last.Format = First(last.Format, entry["format"u8]);
        last.Id = First(last.Id, entry["id"u8]);
        last.Signature = First(last.Signature, entry["signature"u8]);
        _isOpaque |= !last.Signature.IsEmpty;
        return text;
    }

    /// <summary>Tells the note, if there is one, and begins anew.</summary>
    public void Flush(AnswerSink sink, int choice)
    {
        if (_isOpaque)
        {
            var array = new ArrayBufferWriter<byte>();
            array.Write("["u8);
            foreach (var entry in _entries)
            {
                array.Write(array.WrittenCount > 1 ? ","u8 : default);
                entry.Write(array);
            }

            array.Write("]"u8);
            sink.State(choice, new OpaqueState(StateOrigin.ReasoningDetails, JsonString.Of(array.WrittenSpan)));
        }

        _entries.Clear();
        _isOpaque = false;
    }

    private static JsonString First(JsonString before, JsonNode given) => before.IsEmpty && !given.Text.IsEmpty ? given.Text.Keep() : before;

    private sealed class Entry
    {
        public byte[]? Raw { get; init; }

        public long Index { get; init; }

        public bool IsSummary { get; init; }

        public ArrayBufferWriter<byte> Text { get; } = new();

        public JsonString Format { get; set; }

        public JsonString Id { get; set; }

        public JsonString Signature { get; set; }

        public void Write(ArrayBufferWriter<byte> into)
        {
            if (Raw is not null)
            {
                into.Write(Raw.Length == 0 ? "null"u8 : Raw);
                return;
            }

            into.Write(IsSummary ? "{\"type\":\"reasoning.summary\",\"summary\":\""u8 : "{\"type\":\"reasoning.text\",\"text\":\""u8);
            into.Write(Text.WrittenSpan);
            into.Write("\""u8);
            Member(into, ",\"signature\":\""u8, Signature);
            Member(into, ",\"format\":\""u8, Format);
            Member(into, ",\"id\":\""u8, Id);
            into.Write(Encoding.ASCII.GetBytes(Index < 0 ? "}" : $",\"index\":{Index}}}"));
        }

        private static void Member(ArrayBufferWriter<byte> into, ReadOnlySpan<byte> name, JsonString value)
        {
            if (!value.IsEmpty)
            {
                into.Write(name);
                into.Write(value.Span);
                into.Write("\""u8);
            }
        }
    }
}
