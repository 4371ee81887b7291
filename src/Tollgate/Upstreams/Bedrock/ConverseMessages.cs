using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes <c>system</c> and <c>messages</c>: two roles, neighbours of one role joined, no empty texts, results in the user's turn.</summary>
internal sealed class ConverseMessages(ChatRequest request, BedrockModel model, TranslationNotes notes, JsonOut json)
{
    private Role? _role;
    private int _documents;

    private static ReadOnlySpan<byte> JsonOnly => "Answer with one JSON object and nothing else."u8;

    public void Write()
    {
        // Bedrock refuses a request without messages: instructions alone become what the user says.
        var onlyInstructions = !request.Turns.Exists(turn => turn.Role != Role.System);
        WriteSystem(onlyInstructions);
        json.Name("messages"u8);
        json.BeginArray();
        foreach (var turn in request.Turns)
        {
            if (turn.Role != Role.System || onlyInstructions)
            {
                WriteTurn(turn);
            }
        }

        Close();
        json.EndArray();
    }

    private void WriteSystem(bool onlyInstructions)
    {
        var asksForJson = request.Shape == ReplyShape.JsonObject;
        if (!asksForJson && (onlyInstructions || !request.Turns.Exists(turn => turn.Role == Role.System)))
        {
            return;
        }

        json.Name("system"u8);
        json.BeginArray();
        foreach (var turn in request.Turns)
        {
            for (var i = 0; turn.Role == Role.System && !onlyInstructions && i < turn.Parts.Count; i++)
            {
                if (turn.Parts[i] is TextPart or RefusalPart)
                {
                    WriteText(PartTexts.Of(turn.Parts[i]), turn.Parts[i].CacheMark, null);
                }
                else
                {
                    notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "Bedrock takes instructions as text only");
                }
            }
        }

        if (asksForJson)
        {
            json.BeginObject();
            json.Name("text"u8);
            json.Ascii(JsonOnly);
            json.EndObject();
        }

        json.EndArray();
    }

    private void WriteTurn(Turn turn)
    {
        var role = turn.Role == Role.Assistant ? Role.Assistant : Role.User;
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            var part = turn.Parts[i];
            switch (part)
            {
                case TextPart or RefusalPart or MediaPart { PlainText.IsEmpty: false }:
                    WriteText(PartTexts.Of(part), part.CacheMark, role);
                    continue;
                case MediaPart media when ConverseMedia.CanWrite(media):
                    Begin(role);
                    ConverseMedia.Write(media, ++_documents, json);
                    break;
                case MediaPart:
                    notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "Bedrock takes pictures and files of certain kinds, by their bytes");
                    continue;
                case ReasoningPart { State: { Origin: StateOrigin.Anthropic or StateOrigin.AnthropicRedacted } state } reasoning when model.IsClaude:
                    Begin(role);
                    WriteReasoning(reasoning, state);
                    break;
                case ToolCallPart call:
                    Begin(Role.Assistant);
                    WriteCall(call, turn.Path);
                    break;
                case ToolResultPart result:
                    Begin(Role.User);
                    WriteResult(result, turn.Path);
                    break;
                default:
                    continue;
            }

            WriteMark(part.CacheMark);
        }
    }

    /// <summary>A text of white space is refused like an empty one.</summary>
    private void WriteText(JsonString text, ReadOnlyMemory<byte> mark, Role? role)
    {
        if (PartTexts.IsBlank(text))
        {
            return;
        }

        if (role is { } speaker)
        {
            Begin(speaker);
        }

        json.BeginObject();
        json.Name("text"u8);
        json.String(text);
        json.EndObject();
        WriteMark(mark);
    }

    private void WriteMark(ReadOnlyMemory<byte> mark) => CachePoint.Write(mark, model, notes, json);

    private void WriteReasoning(ReasoningPart reasoning, OpaqueState state)
    {
        json.BeginObject();
        json.Name("reasoningContent"u8);
        json.BeginObject();
        if (state.Origin == StateOrigin.AnthropicRedacted)
        {
            json.Name("redactedContent"u8);
            json.String(state.Data);
        }
        else
        {
            json.Name("reasoningText"u8);
            json.BeginObject();
            json.Name("text"u8);
            json.String(reasoning.Text);
            json.Name("signature"u8);
            json.String(state.Data);
            json.EndObject();
        }

        json.EndObject();
        json.EndObject();
    }

    private void WriteCall(ToolCallPart call, string path)
    {
        if (!FunctionTool.HasObject(call))
        {
            notes.Refuse($"{path}.tool_calls", "the arguments of a call are no JSON object, which Bedrock needs");
            return;
        }

        json.BeginObject();
        json.Name("toolUse"u8);
        json.BeginObject();
        json.Name("toolUseId"u8);
        json.String(call.Id);
        json.Name("name"u8);
        json.String(call.Name);
        json.Name("input"u8);
        FunctionTool.WriteArguments(call, json);
        json.EndObject();
        json.EndObject();
    }

    private void WriteResult(ToolResultPart result, string path)
    {
        json.BeginObject();
        json.Name("toolResult"u8);
        json.BeginObject();
        json.Name("toolUseId"u8);
        json.String(result.CallId);
        json.Name("content"u8);
        json.BeginArray();
        if (!result.Json.IsEmpty)
        {
            json.BeginObject();
            json.Name("json"u8);
            json.Raw(result.Json.Span);
            json.EndObject();
        }

        for (var i = 0; i < result.Content.Count; i++)
        {
            if (PartTexts.Of(result.Content[i]) is { IsEmpty: false } text)
            {
                WriteText(text, default, null);
            }
            else if (result.Content[i] is MediaPart media && ConverseMedia.CanWrite(media))
            {
                ConverseMedia.Write(media, ++_documents, json);
            }
            else if (result.Content[i] is MediaPart)
            {
                notes.Lose($"{path}.content", Loss.Content, "Bedrock takes pictures and files of certain kinds, by their bytes");
            }
        }

        json.EndArray();
        if (result.IsError && (model.IsClaude || model.IsNova))
        {
            json.Name("status"u8);
            json.Ascii("error"u8);
        }

        json.EndObject();
        json.EndObject();
    }

    private void Begin(Role role)
    {
        if (_role == role)
        {
            return;
        }

        Close();
        _role = role;
        json.BeginObject();
        json.Name("role"u8);
        json.Ascii(role == Role.Assistant ? "assistant"u8 : "user"u8);
        json.Name("content"u8);
        json.BeginArray();
    }

    private void Close()
    {
        if (_role is not null)
        {
            json.EndArray();
            json.EndObject();
            _role = null;
        }
    }
}
