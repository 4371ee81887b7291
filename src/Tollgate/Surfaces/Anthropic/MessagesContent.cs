using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Reads the content of a message, of the instructions or of a tool's result: a string, or blocks.</summary>
internal sealed class MessagesContent(TranslationNotes notes)
{
    /// <summary>Reads it into parts.</summary>
    /// <param name="content">A string or an array of blocks.</param>
    /// <param name="into">Where the parts go.</param>
    /// <param name="path">Where it stands in the request.</param>
    public void Read(JsonNode content, List<Part> into, string path)
    {
        if (content.IsString)
        {
            into.Add(new TextPart(content.Text));
            return;
        }

        if (!content.IsArray)
        {
            notes.Refuse(path, "it must be a string or an array of blocks");
            return;
        }

        var index = 0;
        foreach (var block in content.Each)
        {
            var count = into.Count;
            ReadBlock(block, into, path, index++);
            if (into.Count > count && block["cache_control"u8] is { Exists: true } mark)
            {
                into[^1] = into[^1] with { CacheMark = mark.Raw };
            }
        }
    }

    private void ReadBlock(JsonNode block, List<Part> into, string path, int index)
    {
        var type = block["type"u8];
        if (type.Is("text"u8))
        {
            into.Add(new TextPart(block["text"u8].Text) { Citations = MessagesCitations.Read(block["citations"u8]) });
        }
        else if (type.Is("tool_use"u8))
        {
            into.Add(new ToolCallPart(block["id"u8].Text, block["name"u8].Text, block["input"u8] is { Exists: true } input ? input.Raw : default));
            Need(block["id"u8].Text, path, index, "id");
        }
        else if (type.Is("tool_result"u8))
        {
            ReadResult(block, into, path, index);
        }
        else if (type.Is("thinking"u8))
        {
            var signature = block["signature"u8].Text;
            into.Add(new ReasoningPart(block["thinking"u8].Text) { State = signature.IsEmpty ? null : StateOf(signature, StateOrigin.Anthropic) });
        }
        else if (type.Is("redacted_thinking"u8))
        {
            into.Add(new ReasoningPart(default) { State = StateOf(block["data"u8].Text, StateOrigin.AnthropicRedacted) });
        }
        else
        {
            ReadMaterial(block, type, into, path, index);
        }
    }

    /// <summary>What a message is about: pictures and documents.</summary>
    private void ReadMaterial(JsonNode block, JsonNode type, List<Part> into, string path, int index)
    {
        if (type.Is("image"u8))
        {
            into.Add(ReadSource(block["source"u8], MediaKind.Image, path, index));
        }
        else if (type.Is("document"u8))
        {
            ReadDocument(block, into, path, index);
        }
        else if (type.Is("search_result"u8))
        {
            ReadSearchResult(block, into, path, index);
        }
        else if (!type.IsString)
        {
            notes.Refuse($"{path}[{index}].type", "it must be a string");
        }
        else if (type.Is("web_search_tool_result"u8) || (type.Is("server_tool_use"u8) && block["name"u8].Is("web_search"u8)))
        {
            ReadSearch(block, into);
        }
        else
        {
            // Calls and results of tools that run at the provider, and what is newer than this reader.
            notes.Lose($"{path}[{index}]", Loss.Content, $"a block of type \"{type.Text}\" is known to its own vendor only");
        }
    }

    /// <summary>
    /// A search, or what it found. Of another vendor's, which was shown here as one of this vendor's, the text behind it says all; this vendor's own
    /// goes back to it and to no other.
    /// </summary>
    private static void ReadSearch(JsonNode block, List<Part> into)
    {
        var id = block["id"u8] is { IsString: true } own ? own.Text : block["tool_use_id"u8].Text;
        if (!id.Span.StartsWith(MessagesSearch.ForeignId))
        {
            into.Add(new ReasoningPart(default) { State = new OpaqueState(StateOrigin.AnthropicSearch, JsonString.Of([.. "["u8, .. block.Raw.Span, .. "]"u8])) });
        }
    }

    private void ReadResult(JsonNode block, List<Part> into, string path, int index)
    {
        var parts = new List<Part>();
        if (block["content"u8] is { Exists: true } content)
        {
            Read(content, parts, $"{path}[{index}].content");
        }

        into.Add(new ToolResultPart(block["tool_use_id"u8].Text, parts) { IsError = block["is_error"u8].IsTrue });
        Need(block["tool_use_id"u8].Text, path, index, "tool_use_id");
    }

    private void ReadDocument(JsonNode block, List<Part> into, string path, int index)
    {
        if (block["citations"u8]["enabled"u8].IsTrue)
        {
            notes.Lose($"{path}[{index}].citations", Loss.Setting, "other formats cannot ask for citations of a document");
        }

        if (block["context"u8].Text is { IsEmpty: false } context)
        {
            into.Add(new TextPart(context));
        }

        var source = block["source"u8];
        if (!source["type"u8].Is("content"u8))
        {
            into.Add(ReadSource(source, MediaKind.File, path, index) with { Name = block["title"u8].Text });
            return;
        }

        // A document cut into blocks by the client, so that citations name them.
        var parts = new List<Part>();
        Read(source["content"u8], parts, $"{path}[{index}].source.content");
        into.Add(TextDocument(parts, block["title"u8].Text, default));
        into.AddRange(parts.Where(part => part is not TextPart));
    }

    private void ReadSearchResult(JsonNode block, List<Part> into, string path, int index)
    {
        var parts = new List<Part>();
        Read(block["content"u8], parts, $"{path}[{index}].content");
        into.Add(TextDocument(parts, block["title"u8].Text, block["source"u8].Text));
    }

    private static MediaPart TextDocument(List<Part> parts, JsonString title, JsonString source)
    {
        var text = new MemoryStream();
        if (!source.IsEmpty)
        {
            text.Write(source.Span);
        }

        foreach (var part in parts)
        {
            if (part is TextPart piece)
            {
                text.Write(text.Length > 0 ? "\\n"u8 : default);
                text.Write(piece.Text.Span);
            }
        }

        return new MediaPart(MediaKind.File) { Name = title, PlainText = new JsonString(text.ToArray()), MediaType = PlainText };
    }

    private static JsonString PlainText => new("text/plain"u8.ToArray());

    private MediaPart ReadSource(JsonNode source, MediaKind kind, string path, int index)
    {
        var type = source["type"u8];
        var media = new MediaPart(kind) { MediaType = source["media_type"u8].Text };
        if (type.Is("base64"u8))
        {
            return media with { Base64 = source["data"u8].Text };
        }

        if (type.Is("url"u8))
        {
            return media with { Url = source["url"u8].Text };
        }

        if (type.Is("file"u8))
        {
            return media with { FileId = source["file_id"u8].Text };
        }

        if (type.Is("text"u8))
        {
            return media with { PlainText = source["data"u8].Text };
        }

        notes.Refuse($"{path}[{index}].source.type", "it must be a kind of source that this block can have");
        return media;
    }

    private void Need(JsonString value, string path, int index, string field)
    {
        if (value.IsEmpty)
        {
            notes.Refuse($"{path}[{index}].{field}", "it must be a string");
        }
    }

    private static OpaqueState StateOf(JsonString note, StateOrigin own) => StateEnvelope.Unwrap(note) ?? new OpaqueState(own, note);
}
