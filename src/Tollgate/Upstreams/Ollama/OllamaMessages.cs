using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Writes <c>messages</c>: one text each, pictures as bare base64, arguments of calls as objects, each tool's result a message of its own.</summary>
internal sealed class OllamaMessages(ChatRequest request, TranslationNotes notes, JsonOut json)
{
    private readonly CallNames _names = new(request);

    public void Write()
    {
        json.Name("messages"u8);
        json.BeginArray();
        foreach (var turn in request.Turns)
        {
            WriteResults(turn);
            WriteMessage(turn);
        }

        json.EndArray();
    }

    private void WriteResults(Turn turn)
    {
        foreach (var part in turn.Parts)
        {
            if (part is not ToolResultPart result)
            {
                continue;
            }

            var name = _names.Of(result);
            json.BeginObject();
            json.Name("role"u8);
            json.Ascii("tool"u8);
            json.Name("content"u8);
            if (result.Json.IsEmpty)
            {
                json.String(PartTexts.Join(result.Content));
            }
            else
            {
                json.Text(result.Json.Span);
            }

            if (!name.IsEmpty)
            {
                json.Name("tool_name"u8);
                json.String(name);
            }

            if (!result.CallId.IsEmpty && !MadeUpIds.IsMadeUp(result.CallId))
            {
                json.Name("tool_call_id"u8);
                json.String(result.CallId);
            }

            WriteImages(result.Content, turn.Path);
            json.EndObject();
        }
    }

    private void WriteMessage(Turn turn)
    {
        var text = PartTexts.Join(turn.Parts);
        var hasMore = turn.Parts.Exists(part => part is ToolCallPart or MediaPart { PlainText.IsEmpty: true });
        if (text.IsEmpty && !hasMore)
        {
            return;
        }

        json.BeginObject();
        json.Name("role"u8);
        json.Ascii(turn.Role switch
        {
            Role.System => "system"u8,
            Role.Assistant => "assistant"u8,
            _ => "user"u8,
        });
        json.Name("content"u8);
        json.String(text);
        WriteThoughts(turn);
        WriteImages(turn.Parts, turn.Path);
        WriteCalls(turn);
        json.EndObject();
        if (turn.Parts.Exists(part => !part.CacheMark.IsEmpty))
        {
            notes.Lose("cache_control", Loss.Setting, "Ollama caches prompts unasked");
        }
    }

    /// <summary>Thoughts go back beside the calls that they led to: its models go on with them. Foreign ones, which came with a note, stay out.</summary>
    private void WriteThoughts(Turn turn)
    {
        if (turn.Role != Role.Assistant || !turn.Parts.Exists(part => part is ToolCallPart))
        {
            return;
        }

        var thoughts = turn.Parts.OfType<ReasoningPart>().Where(part => part.State is null).Select(part => (Part)new TextPart(part.Text)).ToList();
        if (PartTexts.Join(thoughts) is { IsEmpty: false } text)
        {
            json.Name("thinking"u8);
            json.String(text);
        }
    }

    private void WriteImages(IReadOnlyList<Part> parts, string path)
    {
        var isOpen = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not MediaPart { PlainText.IsEmpty: true } media)
            {
                continue;
            }

            if (media.Kind != MediaKind.Image || media.Base64.IsEmpty)
            {
                notes.Lose($"{path}.content[{i}]", Loss.Content, "Ollama takes pictures by their bytes and nothing else");
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name("images"u8);
                json.BeginArray();
            }

            json.String(media.Base64);
        }

        if (isOpen)
        {
            json.EndArray();
        }
    }

    private void WriteCalls(Turn turn)
    {
        var isOpen = false;
        foreach (var part in turn.Parts)
        {
            if (part is not ToolCallPart call)
            {
                continue;
            }

            if (!FunctionTool.HasObject(call))
            {
                notes.Refuse($"{turn.Path}.tool_calls", "the arguments of a call are no JSON object, which Ollama needs");
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name("tool_calls"u8);
                json.BeginArray();
            }

            WriteCall(call);
        }

        if (isOpen)
        {
            json.EndArray();
        }
    }

    private void WriteCall(ToolCallPart call)
    {
        json.BeginObject();
        if (!MadeUpIds.IsMadeUp(call.Id))
        {
            json.Name("id"u8);
            json.String(call.Id);
        }

        json.Name("function"u8);
        json.BeginObject();
        json.Name("name"u8);
        json.String(call.Name);
        json.Name("arguments"u8);
        FunctionTool.WriteArguments(call, json);
        json.EndObject();
        json.EndObject();
    }
}
