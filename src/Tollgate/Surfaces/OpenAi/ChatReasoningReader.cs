using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Reads the thoughts and notes that a client sends back with the model's own messages: <c>reasoning_details</c> as <see cref="ReasoningDetails"/>
/// writes them, whole or as the pieces of a stream one after another; the plain texts <c>reasoning_content</c> and <c>reasoning</c>; or nothing, and
/// then what is remembered of it.
/// </summary>
internal static class ChatReasoningReader
{
    /// <summary>Puts them into the turn, which has its texts and calls already.</summary>
    public static void Read(JsonNode message, Turn turn, ChatRequest into)
    {
        if (message["reasoning_details"u8] is { Length: > 0 } details)
        {
            ReadDetails(details, turn);
        }
        else if (TextOf(message) is { IsEmpty: false } text && !turn.Parts.Exists(part => part is ReasoningPart { Text.IsEmpty: false }))
        {
            turn.Parts.Insert(0, new ReasoningPart(text));
        }

        if (message["extra_content"u8]["google"u8]["thought_signature"u8].Text is { IsEmpty: false } signature && !HasState(turn))
        {
            turn.Parts.Insert(0, new ReasoningPart(default) { State = new OpaqueState(StateOrigin.Gemini, signature) });
        }

        if (into.Memory is { } memory && !HasState(turn))
        {
            Recall(memory, into.Owner, turn);
        }
    }

    private static bool HasState(Turn turn) => turn.Parts.Exists(part => part is ReasoningPart { State: not null });

    private static JsonString TextOf(JsonNode message) =>
        message["reasoning_content"u8] is { IsString: true } content ? content.Text : message["reasoning"u8].Text;

    private static void Recall(ReasoningMemory memory, ulong owner, Turn turn)
    {
        var isFirst = true;
        foreach (var call in turn.Parts.OfType<ToolCallPart>().ToArray())
        {
            if (memory.Find(owner, call.Id) is not { } kept)
            {
                continue;
            }

            if (isFirst)
            {
                turn.Parts.RemoveAll(part => part is ReasoningPart); // the same texts, without their notes
                isFirst = false;
            }

            kept.InsertInto(turn.Parts, call);
        }
    }

    private static void ReadDetails(JsonNode details, Turn turn)
    {
        var reading = new Reading(turn);
        foreach (var entry in details.Items)
        {
            reading.Take(entry);
        }

        reading.Close(null, null);
    }

    /// <summary>The entries while they are read: texts of one index are one thought, which a note of the same index ends.</summary>
    private sealed class Reading(Turn turn)
    {
        private readonly ArrayBufferWriter<byte> _text = new();
        private long _index = -1;
        private bool _isSummary;
        private int _place;

        public void Take(JsonNode entry)
        {
            var type = entry["type"u8];
            var index = entry["index"u8].Whole ?? -1;
            if (type.Is("reasoning.encrypted"u8))
            {
                if (index != _index)
                {
                    Close(null, null);
                }

                Close(ReasoningDetails.StateOf(entry, entry["data"u8].Text), CallOf(entry));
            }
            else if (type.Is("reasoning.text"u8) || type.Is("reasoning.summary"u8))
            {
                var isSummary = type.Is("reasoning.summary"u8);
                if (index != _index || (isSummary != _isSummary && _text.WrittenCount > 0))
                {
                    Close(null, null);
                }

                _index = index;
                _isSummary = isSummary;
                _text.Write(entry[isSummary ? "summary"u8 : "text"u8].Text.Span);
                if (entry["signature"u8].Text is { IsEmpty: false } signature)
                {
                    Close(ReasoningDetails.StateOf(entry, signature), CallOf(entry));
                }
            }
        }

        public void Close(OpaqueState? state, ToolCallPart? call)
        {
            if (_text.WrittenCount == 0 && state is null)
            {
                return;
            }

            var part = new ReasoningPart(new JsonString(_text.WrittenSpan.ToArray())) { State = state, IsSummary = _isSummary && _text.WrittenCount > 0 };
            _text.ResetWrittenCount();
            if (call is null)
            {
                turn.Parts.Insert(_place++, part);
                return;
            }

            var at = turn.Parts.IndexOf(call);
            if (at > 0 && turn.Parts[at - 1] is ReasoningPart { State: { Origin: StateOrigin.Gemini } known } && known.Data.Span.SequenceEqual(state!.Data.Span))
            {
                turn.Parts[at - 1] = part; // the same note, which stood in the call too
            }
            else
            {
                turn.Parts.Insert(at, part);
            }
        }

        /// <summary>The call that a note stood right before.</summary>
        private ToolCallPart? CallOf(JsonNode entry)
        {
            var id = entry["call_id"u8] is { IsString: true } callId ? callId.Text : entry["id"u8].Text;
            foreach (var part in turn.Parts)
            {
                if (!id.IsEmpty && part is ToolCallPart call && call.Id.Span.SequenceEqual(id.Span))
                {
                    return call;
                }
            }

            return null;
        }
    }
}
