using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Writes a conversation as <c>systemInstruction</c> and <c>contents</c>: two roles, neighbours of one role joined, no empty parts.</summary>
internal sealed class GeminiContents(ChatRequest request, GeminiModel model, TranslationNotes notes, JsonOut json)
{
    private readonly CallNames _names = new(request);
    private readonly List<(ToolResultPart Result, string Path)> _results = [];
    private Role? _role;
    private bool _hasCall;
    private OpaqueState? _state;

    public void Write()
    {
        // Google refuses a request without contents: instructions alone become what the user says.
        var onlyInstructions = !request.Turns.Exists(turn => turn.Role != Role.System);
        if (!onlyInstructions)
        {
            WriteInstructions();
        }

        json.Name("contents"u8);
        json.BeginArray();
        foreach (var turn in request.Turns)
        {
            if (turn.Role != Role.System || onlyInstructions)
            {
                WriteTurn(turn);
            }
        }

        WriteResults();
        Close();
        json.EndArray();
    }

    private void WriteInstructions()
    {
        var isOpen = false;
        foreach (var turn in request.Turns)
        {
            if (turn.Role != Role.System)
            {
                continue;
            }

            for (var i = 0; i < turn.Parts.Count; i++)
            {
                if (turn.Parts[i] is not (TextPart or RefusalPart))
                {
                    notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "Google takes instructions as text only");
                    continue;
                }

                Mark(turn.Parts[i]);
                if (PartTexts.Of(turn.Parts[i]) is not { IsEmpty: false } text)
                {
                    continue;
                }

                if (!isOpen)
                {
                    isOpen = true;
                    json.Name("systemInstruction"u8);
                    json.BeginObject();
                    json.Name("parts"u8);
                    json.BeginArray();
                }

                json.BeginObject();
                json.Name("text"u8);
                json.String(text);
                json.EndObject();
            }
        }

        if (isOpen)
        {
            json.EndArray();
            json.EndObject();
        }
    }

    private void WriteTurn(Turn turn)
    {
        var role = turn.Role == Role.Assistant ? Role.Assistant : Role.User;
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            Mark(turn.Parts[i]);
            if (turn.Parts[i] is ToolResultPart result)
            {
                _results.Add((result, turn.Path));
                continue;
            }

            WriteResults();
            switch (turn.Parts[i])
            {
                case TextPart or RefusalPart:
                    WriteText(role, PartTexts.Of(turn.Parts[i]));
                    break;
                case MediaPart media when GeminiMedia.CanWrite(media):
                    WriteMedia(role, media);
                    break;
                case MediaPart:
                    notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "Google does not know files of other providers");
                    break;
                case ReasoningPart reasoning:
                    WriteReasoning(role, reasoning);
                    break;
                case ToolCallPart call:
                    WriteCall(call, turn.Path);
                    break;
            }
        }

        FlushState(role);
    }

    private void Mark(Part part)
    {
        if (!part.CacheMark.IsEmpty)
        {
            notes.Lose("cache_control", Loss.Setting, "Google's caching needs no marks, or a cache of its own");
        }
    }

    private void WriteText(Role role, JsonString text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        BeginPart(role);
        json.Name("text"u8);
        json.String(text);
        EndPart();
    }

    private void WriteMedia(Role role, MediaPart media)
    {
        BeginPart(role);
        GeminiMedia.Write(media, json);
        EndPart();
    }

    /// <summary>
    /// Google wants its signatures back, on the part that they came with, and not the thoughts. A thought that has a signature of its own
    /// goes back for the signature's sake.
    /// </summary>
    private void WriteReasoning(Role role, ReasoningPart reasoning)
    {
        if (_state is not null && !reasoning.Text.IsEmpty)
        {
            BeginPart(role);
            json.Name("text"u8);
            json.String(reasoning.Text);
            json.Name("thought"u8);
            json.Bool(true);
            EndPart();
        }

        if (reasoning.State is { Origin: StateOrigin.Gemini } state)
        {
            FlushState(role);
            _state = state;
        }
    }

    private void WriteCall(ToolCallPart call, string path)
    {
        if (!FunctionTool.HasObject(call))
        {
            notes.Refuse($"{path}.tool_calls", "the arguments of a call are no JSON object, which Google needs");
            return;
        }

        BeginPart(Role.Assistant);
        json.Name("functionCall"u8);
        json.BeginObject();
        WriteId(call.Id);
        json.Name("name"u8);
        json.String(call.Name);
        json.Name("args"u8);
        FunctionTool.WriteArguments(call, json);
        json.EndObject();
        if (_state is null && !_hasCall && model.NeedsSignatures)
        {
            // Google's own way for calls that another model made: without it, its newer models refuse the whole request.
            json.Name("thoughtSignature"u8);
            json.Ascii("skip_thought_signature_validator"u8);
        }

        _hasCall = true;
        EndPart();
    }

    /// <summary>Results that follow each other, in the order of their calls: without ids Google goes by that.</summary>
    private void WriteResults()
    {
        if (_results.Count == 0)
        {
            return;
        }

        if (_results.Count > 1)
        {
            // A sort that keeps the order of equals.
            var ordered = _results.OrderBy(one => _names.PlaceOf(one.Result)).ToArray();
            _results.Clear();
            _results.AddRange(ordered);
        }

        foreach (var (result, path) in _results)
        {
            WriteResult(result, path);
        }

        _results.Clear();
    }

    private void WriteResult(ToolResultPart result, string path)
    {
        var name = _names.Of(result);
        if (name.IsEmpty)
        {
            notes.Refuse($"{path}.tool_call_id", "no call of a tool has this id");
            return;
        }

        BeginPart(Role.User);
        json.Name("functionResponse"u8);
        json.BeginObject();
        WriteId(result.CallId);
        json.Name("name"u8);
        json.String(name);
        json.Name("response"u8);
        if (result.Json.Span is [(byte)'{', ..])
        {
            json.Raw(result.Json.Span);
        }
        else
        {
            json.BeginObject();
            json.Name(result.IsError ? "error"u8 : "result"u8);
            json.String(PartTexts.Join(result.Content));
            json.EndObject();
        }

        if (model.TakesMediaInResults)
        {
            WriteResultMedia(result);
        }

        json.EndObject();
        EndPart();
        for (var i = 0; i < result.Content.Count; i++)
        {
            Mark(result.Content[i]);
            if (result.Content[i] is MediaPart { PlainText.IsEmpty: true } media && !(model.TakesMediaInResults && !media.Base64.IsEmpty))
            {
                if (GeminiMedia.CanWrite(media))
                {
                    WriteMedia(Role.User, media);
                }
                else
                {
                    notes.Lose($"{path}.content", Loss.Content, "Google does not know files of other providers");
                }
            }
        }
    }

    private void WriteResultMedia(ToolResultPart result)
    {
        var isOpen = false;
        for (var i = 0; i < result.Content.Count; i++)
        {
            if (result.Content[i] is not MediaPart { Base64.IsEmpty: false } media)
            {
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name("parts"u8);
                json.BeginArray();
            }

            json.BeginObject();
            GeminiMedia.Write(media, json);
            json.EndObject();
        }

        if (isOpen)
        {
            json.EndArray();
        }
    }

    private void WriteId(JsonString id)
    {
        if (model.TakesCallIds && !id.IsEmpty && !MadeUpIds.IsMadeUp(id))
        {
            json.Name("id"u8);
            json.String(id);
        }
    }

    private void BeginPart(Role role)
    {
        if (_role != role)
        {
            Close();
            _role = role;
            _hasCall = false;
            json.BeginObject();
            json.Name("role"u8);
            json.Ascii(role == Role.Assistant ? "model"u8 : "user"u8);
            json.Name("parts"u8);
            json.BeginArray();
        }

        json.BeginObject();
    }

    private void EndPart()
    {
        if (_state is { } state)
        {
            json.Name("thoughtSignature"u8);
            json.String(state.Data);
            _state = null;
        }

        json.EndObject();
    }

    /// <summary>A signature after the last part came with an empty one, and goes back with one.</summary>
    private void FlushState(Role role)
    {
        if (_state is not null)
        {
            BeginPart(role);
            json.Name("text"u8);
            json.Ascii(default);
            EndPart();
        }
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
