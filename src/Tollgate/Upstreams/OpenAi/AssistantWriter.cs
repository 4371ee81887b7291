using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the model's own messages: text, calls, and its thoughts where the provider wants them back.</summary>
internal sealed class AssistantWriter(UpstreamCall call, TranslationNotes notes, JsonOut json)
{
    private readonly ChatQuirks _quirks = call.Preset.Chat;
    private readonly bool _isGemini = call.Preset.Chat.ThoughtSignatures || call.Model.Contains("gemini", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes turns that follow each other as one message; nothing, where there is nothing to say.</summary>
    public void Write(List<Turn> turns)
    {
        var parts = turns.SelectMany(turn => turn.Parts).ToList();
        var hasCalls = parts.Exists(part => part is ToolCallPart);
        var hasText = parts.Exists(part => part is TextPart or RefusalPart);
        var hasThoughts = _quirks.ReasoningField is not null && parts.Exists(part => part is ReasoningPart);
        foreach (var media in parts.OfType<MediaPart>())
        {
            notes.Lose(turns[0].Path + ".content", Loss.Content, $"OpenAI's chat format takes no {media.Kind} of the model's own");
        }

        if (!hasCalls && !hasText && !hasThoughts)
        {
            return;
        }

        json.BeginObject();
        json.Name("role"u8);
        json.Ascii("assistant"u8);
        json.Name("content"u8);
        if (hasText || !hasCalls)
        {
            WriteTexts<TextPart>(parts, part => part.Text);
        }
        else
        {
            json.Null();
        }

        if (parts.Exists(part => part is RefusalPart))
        {
            json.Name("refusal"u8);
            WriteTexts<RefusalPart>(parts, part => part.Text);
        }

        WriteThoughts(parts);
        WriteCalls(parts, hasCalls);
        json.EndObject();
    }

    /// <summary>The id of a call, here and in its result.</summary>
    public void WriteId(JsonString id)
    {
        if (_quirks.ShortToolIds)
        {
            Span<byte> shorter = stackalloc byte[ShortToolId.Length];
            ShortToolId.Write(id.Span, shorter);
            json.Ascii(shorter);
        }
        else
        {
            json.String(id);
        }
    }

    private void WriteTexts<TPart>(List<Part> parts, Func<TPart, JsonString> textOf)
        where TPart : Part
    {
        json.BeginText();
        foreach (var part in parts.OfType<TPart>())
        {
            json.Piece(textOf(part));
        }

        json.EndText();
    }

    private void WriteThoughts(List<Part> parts)
    {
        if (_quirks.ReasoningField is not { } field || !parts.Exists(part => part is ReasoningPart))
        {
            return;
        }

        if (field == "reasoning_details")
        {
            json.Name("reasoning_details"u8);
            ReasoningEntries.Write(parts, json);
        }
        else if (parts.Exists(part => part is ReasoningPart { Text.IsEmpty: false }))
        {
            new ChatFields(json, _quirks, notes).Name(field);
            WriteTexts<ReasoningPart>(parts, part => part.Text);
        }
    }

    private void WriteCalls(List<Part> parts, bool any)
    {
        if (!any)
        {
            return;
        }

        json.Name("tool_calls"u8);
        json.BeginArray();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is ToolCallPart part)
            {
                WriteCall(part, _isGemini && i > 0 && parts[i - 1] is ReasoningPart { State: { Origin: StateOrigin.Gemini } note } ? note : null);
            }
        }

        json.EndArray();
    }

    private void WriteCall(ToolCallPart part, OpaqueState? note)
    {
        json.BeginObject();
        json.Name("id"u8);
        WriteId(part.Id);
        json.Name("type"u8);
        json.Ascii(part.IsCustom ? "custom"u8 : "function"u8);
        json.Name(part.IsCustom ? "custom"u8 : "function"u8);
        json.BeginObject();
        json.Name("name"u8);
        json.String(part.Name);
        json.Name(part.IsCustom ? "input"u8 : "arguments"u8);
        json.Text(part.Arguments.IsEmpty && !part.IsCustom ? "{}"u8 : part.Arguments.Span);
        json.EndObject();
        if (note is not null)
        {
            json.Name("extra_content"u8);
            json.BeginObject();
            json.Name("google"u8);
            json.BeginObject();
            json.Name("thought_signature"u8);
            json.String(note.Data);
            json.EndObject();
            json.EndObject();
        }

        json.EndObject();
    }
}
