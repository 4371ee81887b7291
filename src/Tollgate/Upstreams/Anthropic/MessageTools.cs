using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Writes the tools of a request and whether they must be called.</summary>
internal sealed class MessageTools(ChatRequest request, ClaudeModel model, TranslationNotes notes)
{
    private const int MaxDepth = 64;

    /// <summary>A schema is wanted of a model that takes none: it is given <see cref="AnswerTool"/>.</summary>
    public bool NeedsAnswerTool => request.Shape == ReplyShape.JsonSchema && !model.TakesSchema;

    /// <summary>The model has to call a tool.</summary>
    public bool MustCall => NeedsAnswerTool || (request.Tools.Count > 0 && request.ToolChoice is ToolChoiceKind.Required or ToolChoiceKind.Named);

    /// <summary>Writes what there is to write.</summary>
    /// <param name="hasCalls">Tools were called in the conversation, so some must be declared even where the client offers none any more.</param>
    /// <param name="json">Where it goes.</param>
    public void Write(bool hasCalls, JsonOut json)
    {
        if (request.Tools.Count == 0 && !NeedsAnswerTool)
        {
            if (hasCalls)
            {
                WriteFormer(json);
            }

            return;
        }

        json.Name("tools"u8);
        json.BeginArray();
        var offered = 0;
        foreach (var tool in request.Tools)
        {
            offered += TryWrite(tool, json) ? 1 : 0;
        }

        if (NeedsAnswerTool)
        {
            WriteAnswerTool(json);
        }

        json.EndArray();
        WriteChoice(offered, json);
    }

    /// <summary>Tools that the client no longer offers but that the conversation speaks of: declared, and not to be called.</summary>
    private void WriteFormer(JsonOut json)
    {
        json.Name("tools"u8);
        json.BeginArray();
        foreach (var name in CallNames.DistinctIn(request))
        {
            Begin(name.Span, json);
            WriteSchema(default, json);
            json.EndObject();
        }

        json.EndArray();
        json.Name("tool_choice"u8);
        json.Raw("{\"type\":\"none\"}"u8);
    }

    private bool TryWrite(ToolSpec tool, JsonOut json)
    {
        if (tool.Search is null && !tool.Native.IsEmpty)
        {
            return TryWriteNative(tool, json);
        }

        if (!IsAllowed(tool.Name))
        {
            return false;
        }

        if (tool.Search is not null)
        {
            MessageSearch.Write(tool, request, IsOwn(tool), notes, json);
            return true;
        }

        Begin(tool.Name.Span, json);
        json.StringIfAny("description"u8, tool.Description);
        if (tool.Strict == true && model.TakesSchema && tool.Schema.Length > 0)
        {
            json.Name("strict"u8);
            json.Bool(true);
            json.Name("input_schema"u8);
            WriteFitted(tool.Schema, json);
        }
        else
        {
            if (tool.Strict == true && !model.TakesSchema)
            {
                notes.Lose(tool.Path + ".strict", Loss.Setting, "this model follows a tool's schema as well as it can");
            }

            WriteSchema(tool.Schema, json);
        }

        MessageParts.WriteMark(tool.CacheMark, json);
        json.EndObject();
        return true;
    }

    private bool TryWriteNative(ToolSpec tool, JsonOut json)
    {
        if (IsOwn(tool))
        {
            json.Raw(tool.Native.Span);
            return true;
        }

        HostedTool.Lose(tool, notes);
        return false;
    }

    /// <summary>This vendor's own tools have the date of their version in their type; what has none is another's.</summary>
    private static bool IsOwn(ToolSpec tool)
    {
        using var document = JsonDocument.Parse(tool.Native, new JsonDocumentOptions { MaxDepth = MaxDepth });
        var type = JsonNode.Of(document, tool.Native)["type"u8].Text.Span;
        return type.Length > 9 && type[^9] == (byte)'_' && type[^8..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private void WriteAnswerTool(JsonOut json)
    {
        Begin(AnswerTool.Name, json);
        json.Name("description"u8);
        json.Ascii(AnswerTool.Description);
        WriteSchema(request.Schema, json);
        json.EndObject();
    }

    private void WriteChoice(int offered, JsonOut json)
    {
        if (NeedsAnswerTool)
        {
            // Beside other tools it is one way to go on of several; alone it is the only one.
            var others = offered > 0 && request.ToolChoice != ToolChoiceKind.None;
            WriteChoice(others ? "any"u8 : "tool"u8, others ? default : AnswerTool.Name, json);
            return;
        }

        if (offered == 0)
        {
            return;
        }

        switch (request.ToolChoice)
        {
            case ToolChoiceKind.Named when request.ToolNames.Count == 1:
                WriteChoice("tool"u8, request.ToolNames[0].Span, json);
                break;
            case ToolChoiceKind.Named or ToolChoiceKind.Required:
                WriteChoice("any"u8, default, json);
                break;
            case ToolChoiceKind.None:
                WriteChoice("none"u8, default, json);
                break;
            case ToolChoiceKind.Auto:
            case ToolChoiceKind.Unset when request.ParallelTools == false:
                WriteChoice("auto"u8, default, json);
                break;
        }
    }

    private void WriteChoice(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name, JsonOut json)
    {
        json.Name("tool_choice"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(type);
        if (!name.IsEmpty)
        {
            json.Name("name"u8);
            json.Ascii(name);
        }

        if (request.ParallelTools == false && !type.SequenceEqual("none"u8))
        {
            json.Name("disable_parallel_tool_use"u8);
            json.Bool(true);
        }

        json.EndObject();
    }

    /// <summary>This format has no list of the tools that may be called: what may not is not offered.</summary>
    private bool IsAllowed(JsonString name) =>
        request.ToolNames.Count == 0 || request is { ToolChoice: ToolChoiceKind.Named, ToolNames.Count: 1 } || request.Names(name);

    private static void Begin(ReadOnlySpan<byte> name, JsonOut json)
    {
        json.BeginObject();
        json.Name("name"u8);
        json.Ascii(name);
    }

    private static void WriteFitted(ReadOnlyMemory<byte> schema, JsonOut json)
    {
        using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = MaxDepth });
        FittedSchema.Write(JsonNode.Of(document, schema), json);
    }

    /// <summary>The schema of a tool's input, which has to name its type.</summary>
    private static void WriteSchema(ReadOnlyMemory<byte> schema, JsonOut json)
    {
        json.Name("input_schema"u8);
        var inside = schema.Span.Trim(" \t\r\n"u8);
        if (inside.Length < 2 || inside[0] != (byte)'{' || inside[1..^1].Trim(" \t\r\n"u8).IsEmpty)
        {
            json.Raw(FunctionTool.AnySchema);
        }
        else if (NamesType(inside))
        {
            json.Raw(schema.Span);
        }
        else
        {
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("object"u8);
            json.Raw(inside[1..^1]); // the members that it has
            json.EndObject();
        }
    }

    private static bool NamesType(ReadOnlySpan<byte> schema)
    {
        var reader = new Utf8JsonReader(schema, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("type"u8)) // not decoded: half a character would throw
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
