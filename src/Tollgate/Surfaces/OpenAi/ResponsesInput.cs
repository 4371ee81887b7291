using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Reads <c>input</c>, a flat list of items, into turns: what the model made in one go (thoughts, texts, calls) becomes one turn, and so do the
/// results of tools that follow each other.
/// </summary>
internal sealed class ResponsesInput(ChatRequest into, TranslationNotes notes)
{
    private Turn? _model;
    private Turn? _results;

    public void Read(JsonNode input)
    {
        if (input.IsString)
        {
            into.Turns.Add(new Turn { Role = Role.User, Path = "input", Parts = { new TextPart(input.Text) } });
        }
        else if (!input.IsArray)
        {
            notes.Refuse("input", "it must be a string or an array of items");
        }

        var i = 0;
        foreach (var item in input.Items)
        {
            ReadItem(item, $"input[{i++}]");
        }
    }

    private void ReadItem(JsonNode item, string path)
    {
        var type = item["type"u8];
        if (type.Is("message"u8) || (!type.Exists && item["role"u8].Exists))
        {
            ReadMessage(item, path);
        }
        else if (type.Is("function_call"u8))
        {
            ReadCall(item, item["arguments"u8] is { IsObject: true } given ? given.Raw : item["arguments"u8].Text.Decode(), isCustom: false, path);
        }
        else if (type.Is("custom_tool_call"u8))
        {
            ReadCall(item, item["input"u8].Text.Decode(), isCustom: true, path);
        }
        else if (type.Is("function_call_output"u8) || type.Is("custom_tool_call_output"u8))
        {
            ReadResult(item, path);
        }
        else if (type.Is("reasoning"u8))
        {
            ReadReasoning(item, path);
        }
        else if (type.Is("item_reference"u8))
        {
            notes.Refuse(path, "it names an item that another provider keeps: send the item itself");
        }
        else if (type.Is("image_generation_call"u8))
        {
            ReadPicture(item, path);
        }
        else if (type.Is("web_search_call"u8))
        {
            ReadSearch(item, path);
        }
        else if (!type.IsString)
        {
            notes.Refuse(path, "it must be an object with a type");
        }
        else
        {
            var isSearch = type.Is("file_search_call"u8); // the text that follows says what was found
            notes.Lose(path, isSearch ? Loss.Setting : Loss.Content, "only OpenAI knows items of this type");
        }
    }

    private void ReadMessage(JsonNode item, string path)
    {
        var role = item["role"u8];
        if (role.Is("assistant"u8))
        {
            ResponsesContent.Read(item["content"u8], path + ".content", Model(path).Parts, notes);
            return;
        }

        _model = _results = null;
        var isSystem = role.Is("system"u8) || role.Is("developer"u8);
        if (!isSystem && !role.Is("user"u8))
        {
            notes.Refuse(path + ".role", "it must be user, assistant, system or developer");
            return;
        }

        var turn = new Turn { Role = isSystem ? Role.System : Role.User, Path = path };
        ResponsesContent.Read(item["content"u8], path + ".content", turn.Parts, notes);
        into.Turns.Add(turn);
    }

    private void ReadCall(JsonNode item, ReadOnlyMemory<byte> arguments, bool isCustom, string path)
    {
        var id = item["call_id"u8].Text;
        var name = item["name"u8].Text;
        if (id.IsEmpty || name.IsEmpty)
        {
            notes.Refuse(id.IsEmpty ? path + ".call_id" : path + ".name", "it must be a string that is not empty");
            return;
        }

        Model(path).Parts.Add(new ToolCallPart(id, name, arguments) { IsBroken = !isCustom && ToolCallPart.AreBroken(arguments.Span), IsCustom = isCustom });
    }

    private void ReadResult(JsonNode item, string path)
    {
        var id = item["call_id"u8].Text;
        if (id.IsEmpty)
        {
            notes.Refuse(path + ".call_id", "it must be a string that is not empty");
            return;
        }

        _model = null;
        if (_results is null)
        {
            _results = new Turn { Role = Role.User, Path = path };
            into.Turns.Add(_results);
        }

        var content = new List<Part>();
        ResponsesContent.Read(item["output"u8], path + ".output", content, notes);
        _results.Parts.Add(new ToolResultPart(id, content) { Name = item["name"u8].Text });
    }

    /// <summary>
    /// Thoughts. OpenAI's own are a summary; those of others, whose note comes back in its envelope, stood in the summary's place since clients
    /// show that, and are what the note may be a signature of.
    /// </summary>
    private void ReadReasoning(JsonNode item, string path)
    {
        var text = ResponsesContent.Join(item["summary"u8]);
        if (text.IsEmpty)
        {
            text = ResponsesContent.Join(item["content"u8]);
        }

        var sealedText = item["encrypted_content"u8].Text;
        var state = sealedText.IsEmpty ? null : StateEnvelope.Unwrap(sealedText) ?? Own(sealedText, item);
        if (state is not null || !text.IsEmpty)
        {
            Model(path).Parts.Add(new ReasoningPart(text) { State = state, IsSummary = state?.Origin == StateOrigin.OpenAi });
        }
    }

    /// <summary>OpenAI's own note as OpenAI wrote it: some clients' libraries escape characters that need none.</summary>
    private static OpaqueState Own(JsonString text, JsonNode item) =>
        new(StateOrigin.OpenAi, text.Span.Contains((byte)'\\') ? JsonString.Of(text.Decode().Span) : text) { Id = item["id"u8].Text };

    /// <summary>A search. One that was shown here for another provider's says nothing that the text behind it does not; OpenAI's own may belong to its thoughts.</summary>
    private void ReadSearch(JsonNode item, string path)
    {
        var id = item["id"u8].Text;
        if (!id.Span.StartsWith(ResponsesItem.ForeignSearch))
        {
            Model(path).Parts.Add(new ReasoningPart(default) { State = new OpaqueState(StateOrigin.OpenAiSearch, JsonString.Of(item.Raw.Span)) { Id = id } });
        }
    }

    private void ReadPicture(JsonNode item, string path)
    {
        var format = item["output_format"u8];
        var type = format.Is("jpeg"u8) ? "image/jpeg"u8 : format.Is("webp"u8) ? "image/webp"u8 : "image/png"u8;
        if (ResponsesContent.TryBase64(item["result"u8].Text, out var base64))
        {
            Model(path).Parts.Add(new MediaPart(MediaKind.Image) { MediaType = new JsonString(type.ToArray()), Base64 = base64 });
        }
    }

    private Turn Model(string path)
    {
        _results = null;
        if (_model is null)
        {
            _model = new Turn { Role = Role.Assistant, Path = path };
            into.Turns.Add(_model);
        }

        return _model;
    }
}
