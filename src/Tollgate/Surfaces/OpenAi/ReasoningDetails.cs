using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// The entries of <c>reasoning_details</c>, an extension of OpenAI's format that OpenRouter brought into use: thoughts with signature, notes that
/// nobody can read, each with the name of the vendor's format. So any vendor's note has its own place in this format, and none needs an envelope but those of searches.
/// </summary>
internal static class ReasoningDetails
{
    /// <summary>The format of notes in an envelope.</summary>
    private static ReadOnlySpan<byte> OwnFormat => "tollgate-v1"u8;

    /// <summary>Writes an entry of a text without a note.</summary>
    public static void WriteText(JsonOut json, JsonString text, bool isSummary, int index)
    {
        BeginText(json, text, isSummary);
        End(json, index);
    }

    /// <summary>Writes the entry of a note, or those of a text and its note.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="text">The thought that the note belongs to; empty where it was written before.</param>
    /// <param name="isSummary">It is a summary.</param>
    /// <param name="state">The note.</param>
    /// <param name="callId">The call that it stands right before; empty for none.</param>
    /// <param name="index">Number of the thought.</param>
    public static void WriteState(JsonOut json, JsonString text, bool isSummary, OpaqueState state, JsonString callId, int index)
    {
        if (state.Origin == StateOrigin.Anthropic)
        {
            BeginText(json, text, isSummary: false);
            json.Name("signature"u8);
            WriteNote(json, state, callId, index);
            return;
        }

        if (!text.IsEmpty)
        {
            WriteText(json, text, isSummary, index);
        }

        if (state.Origin == StateOrigin.ReasoningDetails)
        {
            StateEntries.Write(state, json);
            return;
        }

        json.BeginObject();
        Type(json, "reasoning.encrypted"u8);
        json.Name("data"u8);
        WriteNote(json, IsSearch(state) ? state with { Data = StateEnvelope.Wrap(state) } : state, callId, index);
    }

    /// <summary>The note of an entry; where its format is not known, the entry as it is.</summary>
    public static OpaqueState StateOf(JsonNode entry, JsonString note)
    {
        var format = entry["format"u8];
        var isText = entry["type"u8].Is("reasoning.text"u8);
        if (format.Is("anthropic-claude-v1"u8) || (isText && !format.Exists))
        {
            return new OpaqueState(isText ? StateOrigin.Anthropic : StateOrigin.AnthropicRedacted, note);
        }

        if (format.Is(OwnFormat) && StateEnvelope.Unwrap(note) is { } search)
        {
            return search;
        }

        if (format.Is("google-gemini-v1"u8))
        {
            return new OpaqueState(StateOrigin.Gemini, note);
        }

        return format.Is("openai-responses-v1"u8)
            ? new OpaqueState(StateOrigin.OpenAi, note) { Id = entry["id"u8].Text }
            : new OpaqueState(StateOrigin.ReasoningDetails, JsonString.Of([.. "["u8, .. entry.Raw.Span, .. "]"u8]));
    }

    private static bool IsSearch(OpaqueState state) => state.Origin is StateOrigin.AnthropicSearch or StateOrigin.OpenAiSearch;

    private static void BeginText(JsonOut json, JsonString text, bool isSummary)
    {
        json.BeginObject();
        Type(json, isSummary ? "reasoning.summary"u8 : "reasoning.text"u8);
        if (!text.IsEmpty)
        {
            json.Name(isSummary ? "summary"u8 : "text"u8);
            json.String(text);
        }
    }

    private static void WriteNote(JsonOut json, OpaqueState state, JsonString callId, int index)
    {
        json.String(state.Data);
        json.Name("format"u8);
        json.Ascii(state.Origin switch
        {
            StateOrigin.Gemini => "google-gemini-v1"u8,
            StateOrigin.OpenAi => "openai-responses-v1"u8,
            StateOrigin.AnthropicSearch or StateOrigin.OpenAiSearch => OwnFormat,
            _ => "anthropic-claude-v1"u8,
        });
        if (!state.Id.IsEmpty || !callId.IsEmpty)
        {
            json.Name("id"u8);
            json.String(state.Id.IsEmpty ? callId : state.Id);
        }

        if (!state.Id.IsEmpty && !callId.IsEmpty)
        {
            json.Name("call_id"u8);
            json.String(callId);
        }

        End(json, index);
    }

    private static void End(JsonOut json, int index)
    {
        json.Name("index"u8);
        json.Number(index);
        json.EndObject();
    }

    private static void Type(JsonOut json, ReadOnlySpan<byte> type)
    {
        json.Name("type"u8);
        json.Ascii(type);
    }
}
