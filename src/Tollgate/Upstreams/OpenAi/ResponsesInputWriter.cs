using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes a conversation as <c>instructions</c> and <c>input</c>: turns fall apart into messages, thoughts, calls and their results.</summary>
internal sealed class ResponsesInputWriter(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
{
    private readonly bool _takesReasoning = call.Preset.Chat.ReasoningField is not null;
    private HashSet<string>? _customCalls;

    public void Write()
    {
        var first = WriteInstructions();
        json.Name("input"u8);
        json.BeginArray();
        foreach (var turn in request.Turns.Skip(first))
        {
            WriteTurn(turn);
        }

        json.EndArray();
    }

    /// <summary>Instructions with which the conversation begins, as one text. Returns the number of the turns that they were.</summary>
    private int WriteInstructions()
    {
        var count = 0;
        while (count < request.Turns.Count && request.Turns[count].Role == Role.System && request.Turns[count].Parts.TrueForAll(part => part is TextPart))
        {
            count++;
        }

        if (count == request.Turns.Count)
        {
            count = 0; // input must not be empty
        }

        if (count == 0)
        {
            return 0;
        }

        json.Name("instructions"u8);
        json.BeginText();
        var isFirst = true;
        foreach (var text in request.Turns.Take(count).SelectMany(turn => turn.Parts).OfType<TextPart>())
        {
            json.Piece(isFirst ? default : new JsonString("\\n\\n"u8.ToArray()));
            json.Piece(text.Text);
            isFirst = false;
        }

        json.EndText();
        return count;
    }

    private void WriteTurn(Turn turn)
    {
        var isOpen = false; // a message to which parts can be added
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            var part = turn.Parts[i];
            if (IsOfMessage(part, turn.Role))
            {
                if (!isOpen)
                {
                    BeginMessage(turn.Role);
                    isOpen = true;
                }

                WriteContent(part, turn, i);
                continue;
            }

            if (isOpen)
            {
                EndMessage();
                isOpen = false;
            }

            WriteItem(part, turn);
        }

        if (isOpen)
        {
            EndMessage();
        }
    }

    private static bool IsOfMessage(Part part, Role role) => part is TextPart || (role == Role.Assistant ? part is RefusalPart : part is MediaPart);

    private void BeginMessage(Role role)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("message"u8);
        json.Name("role"u8);
        json.Ascii(role switch
        {
            Role.System => "system"u8,
            Role.Assistant => "assistant"u8,
            _ => "user"u8,
        });
        json.Name("content"u8);
        json.BeginArray();
    }

    private void EndMessage()
    {
        json.EndArray();
        json.EndObject();
    }

    private void WriteContent(Part part, Turn turn, int index)
    {
        switch (part)
        {
            case TextPart text:
                ResponsesParts.WriteText(text.Text, turn.Role == Role.Assistant, json);
                break;
            case RefusalPart refusal:
                json.BeginObject();
                json.Name("type"u8);
                json.Ascii("refusal"u8);
                json.Name("refusal"u8);
                json.String(refusal.Text);
                json.EndObject();
                break;
            case MediaPart media:
                ResponsesParts.WriteMedia(media, $"{turn.Path}.content[{index}]", notes, json);
                break;
        }
    }

    private void WriteItem(Part part, Turn turn)
    {
        switch (part)
        {
            case ReasoningPart reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallPart made:
                WriteCall(made);
                break;
            case ToolResultPart result:
                WriteResult(result, turn);
                break;
            case MediaPart:
                notes.Lose(turn.Path, Loss.Content, "OpenAI's responses take pictures and files from the user only");
                break;
        }
    }

    /// <summary>Notes of OpenAI's own models go back as they came. Those of others, and thoughts without a note, it does not know.</summary>
    private void WriteReasoning(ReasoningPart reasoning)
    {
        if (reasoning.State is { Origin: StateOrigin.OpenAiSearch } search)
        {
            WriteSearch(search);
            return;
        }

        var state = reasoning.State is { Origin: StateOrigin.OpenAi } own ? own : null;
        if (state is null && (!_takesReasoning || reasoning.Text.IsEmpty))
        {
            return;
        }

        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("reasoning"u8);
        if (state is { Id.IsEmpty: false })
        {
            json.Name("id"u8);
            json.String(state.Id);
        }

        json.Name("summary"u8);
        json.BeginArray();
        if (state is not null && !reasoning.Text.IsEmpty)
        {
            WriteThoughts("summary_text"u8, reasoning.Text);
        }

        json.EndArray();
        if (state is not null)
        {
            json.Name("encrypted_content"u8);
            json.String(state.Data);
        }
        else
        {
            json.Name("content"u8);
            json.BeginArray();
            WriteThoughts("reasoning_text"u8, reasoning.Text);
            json.EndArray();
        }

        json.EndObject();
    }

    /// <summary>A search of OpenAI's own, as it was. It may come out of an envelope that a client forged: only whole JSON goes on.</summary>
    private void WriteSearch(OpaqueState search)
    {
        var item = search.Data.Decode();
        if (JsonScan.IsValue(item.Span))
        {
            json.Raw(item.Span);
        }
    }

    private void WriteThoughts(ReadOnlySpan<byte> type, JsonString text)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(type);
        json.Name("text"u8);
        json.String(text);
        json.EndObject();
    }

    private void WriteCall(ToolCallPart made)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(made.IsCustom ? "custom_tool_call"u8 : "function_call"u8);
        json.Name("call_id"u8);
        json.String(made.Id);
        json.Name("name"u8);
        json.String(made.Name);
        json.Name(made.IsCustom ? "input"u8 : "arguments"u8);
        json.Text(made.Arguments.IsEmpty && !made.IsCustom ? "{}"u8 : made.Arguments.Span);
        json.EndObject();
    }

    private void WriteResult(ToolResultPart result, Turn turn)
    {
        if (result.IsError && result.Json.IsEmpty)
        {
            notes.Lose(turn.Path + ".is_error", Loss.Setting, "OpenAI's formats leave it to the text whether a tool failed");
        }

        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(IsCustom(result.CallId) ? "custom_tool_call_output"u8 : "function_call_output"u8);
        json.Name("call_id"u8);
        json.String(result.CallId);
        json.Name("output"u8);
        if (!result.Json.IsEmpty)
        {
            json.Text(result.Json.Span);
        }
        else if (result.Content is [] or [TextPart])
        {
            json.String(result.Content is [TextPart text] ? text.Text : default);
        }
        else
        {
            WriteResultParts(result, turn);
        }

        json.EndObject();
    }

    private void WriteResultParts(ToolResultPart result, Turn turn)
    {
        json.BeginArray();
        foreach (var part in result.Content)
        {
            if (part is TextPart text)
            {
                ResponsesParts.WriteText(text.Text, isOutput: false, json);
            }
            else if (part is MediaPart media)
            {
                ResponsesParts.WriteMedia(media, turn.Path + ".content", notes, json);
            }
        }

        json.EndArray();
    }

    /// <summary>Whether a call was one of a custom tool. By a set: looking through the conversation for each result would cost its square.</summary>
    private bool IsCustom(JsonString id)
    {
        _customCalls ??= [.. request.Turns.SelectMany(turn => turn.Parts).OfType<ToolCallPart>().Where(made => made.IsCustom).Select(made => made.Id.ToString())];
        return _customCalls.Count > 0 && _customCalls.Contains(id.ToString());
    }
}
