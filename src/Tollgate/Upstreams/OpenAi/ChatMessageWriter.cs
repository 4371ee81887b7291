using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Writes the conversation as messages. Turns of the model that follow each other become one message, since results must follow the message with
/// their calls; results come first in the person's turns, for the same reason.
/// </summary>
internal sealed class ChatMessageWriter(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
{
    private readonly ChatQuirks _quirks = call.Preset.Chat;
    private readonly ChatPartWriter _parts = new(call.Preset.Chat, notes, json);
    private readonly AssistantWriter _assistant = new(call, notes, json);

    public void Write()
    {
        json.BeginArray();
        for (var i = 0; i < request.Turns.Count;)
        {
            var end = i + 1;
            while (end < request.Turns.Count && request.Turns[end].Role == request.Turns[i].Role)
            {
                end++;
            }

            WriteRun(i, end);
            i = end;
        }

        json.EndArray();
    }

    private void WriteRun(int start, int end)
    {
        var role = request.Turns[start].Role;
        if (role == Role.Assistant)
        {
            _assistant.Write(request.Turns.GetRange(start, end - start));
            return;
        }

        if (role == Role.User)
        {
            WriteResults(start, end);
        }

        for (var i = start; i < end; i++)
        {
            var said = request.Turns[i].Parts.FindAll(part => part is not ToolResultPart);
            if (said.Count > 0)
            {
                WriteMessage(role, said, request.Turns[i]);
            }
        }
    }

    private void WriteMessage(Role role, List<Part> parts, Turn turn)
    {
        json.BeginObject();
        json.Name("role"u8);
        if (role == Role.System)
        {
            json.Text(IsDeveloper() ? "developer" : _quirks.SystemRole);
        }
        else
        {
            json.Ascii("user"u8);
        }

        if (!turn.Name.IsEmpty && _quirks.Refuses.Contains("name", StringComparer.Ordinal))
        {
            notes.Lose(turn.Path + ".name", Loss.Setting, "this provider does not take it");
        }
        else if (!turn.Name.IsEmpty)
        {
            json.Name("name"u8);
            json.String(turn.Name);
        }

        json.Name("content"u8);
        _parts.WriteContent(parts, role == Role.System, turn.Path);
        json.EndObject();
    }

    private bool IsDeveloper() => _quirks.SystemRole == "system" && !call.Model.Contains('/') && new OpenAiModel(call.Model).Reasons;

    /// <summary>One message for each result. A result's pictures follow as a message of the person's: results take texts only.</summary>
    private void WriteResults(int start, int end)
    {
        var media = new List<Part>();
        for (var i = start; i < end; i++)
        {
            foreach (var part in request.Turns[i].Parts)
            {
                if (part is ToolResultPart result)
                {
                    WriteResult(result, request.Turns[i].Path);
                    media.AddRange(result.Content.Where(piece => piece is MediaPart));
                }
            }
        }

        if (media.Count > 0)
        {
            WriteMessage(Role.User, media, new Turn { Role = Role.User, Path = request.Turns[start].Path });
        }
    }

    private void WriteResult(ToolResultPart result, string path)
    {
        if (result.IsError)
        {
            notes.Lose(path + ".is_error", Loss.Setting, "OpenAI's chat format has no mark for it");
        }

        json.BeginObject();
        json.Name("role"u8);
        json.Ascii("tool"u8);
        json.Name("tool_call_id"u8);
        _assistant.WriteId(result.CallId);
        json.Name("content"u8);
        if (!result.Json.IsEmpty)
        {
            json.Text(result.Json.Span);
        }
        else
        {
            _parts.WriteJoined(result.Content, "\\n"u8);
        }

        json.EndObject();
    }
}
