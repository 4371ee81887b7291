using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes <c>tools</c> and what goes with them in a responses request.</summary>
internal static class ResponsesToolsWriter
{
    /// <summary>Types of OpenAI's own tools. Those of others look alike but end in a date, or have no type.</summary>
    private static readonly string[] OwnTypes =
    [
        "web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11", "file_search", "computer", "computer_use_preview", "mcp", "code_interpreter",
        "image_generation", "local_shell", "shell", "apply_patch", "custom", "tool_search", "namespace",
    ];

    public static void Write(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        if (request.Tools.Count > 0)
        {
            json.Name("tools"u8);
            json.BeginArray();
            foreach (var tool in request.Tools)
            {
                WriteTool(tool, notes, json);
            }

            json.EndArray();
        }

        WriteChoice(request, json);
        if (request.ParallelTools is { } parallel && request.Tools.Count > 0)
        {
            json.Name("parallel_tool_calls"u8);
            json.Bool(parallel);
        }
    }

    private static void WriteTool(ToolSpec tool, TranslationNotes notes, JsonOut json)
    {
        if (tool.Native.IsEmpty)
        {
            WriteFunction(tool, json);
        }
        else if (TryWriteOwn(tool.Native, json))
        {
            return;
        }
        else if (tool.Search is not null)
        {
            ResponsesSearch.Write(tool, notes, json);
        }
        else
        {
            HostedTool.Lose(tool, notes);
        }
    }

    private static void WriteFunction(ToolSpec tool, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("function"u8);
        FunctionTool.WriteName(tool, json);
        FunctionTool.WriteParameters(tool, json);
        json.Name("strict"u8);
        json.Bool(tool.Strict ?? false); // what other formats mean by saying nothing; here it would mean yes
        json.EndObject();
    }

    /// <summary>A tool of OpenAI's own. The chat format declares custom ones one level deeper.</summary>
    private static bool TryWriteOwn(ReadOnlyMemory<byte> native, JsonOut json)
    {
        using var parsed = ParsedJson.Parse(native);
        var tool = parsed.Root;
        if (!Array.Exists(OwnTypes, type => tool["type"u8].Text.ToString() == type))
        {
            return false;
        }

        if (!tool["custom"u8].IsObject)
        {
            json.Raw(native.Span);
            return true;
        }

        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("custom"u8);
        foreach (var (name, value) in tool["custom"u8].Members)
        {
            json.Name(JsonString.Of(name));
            json.Raw(name == "format" ? Flat(value) : value.Raw.Span);
        }

        json.EndObject();
        return true;
    }

    /// <summary><c>{"type":"grammar","grammar":{"syntax","definition"}}</c> in chats, without the inner object here.</summary>
    private static byte[] Flat(JsonNode format)
    {
        var grammar = format["grammar"u8];
        if (!grammar.IsObject)
        {
            return format.Raw.ToArray();
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "grammar"u8);
            foreach (var (name, value) in grammar.Members)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.Raw.Span);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteChoice(ChatRequest request, JsonOut json)
    {
        if (request.ToolChoice == ToolChoiceKind.Unset || request.Tools.Count == 0)
        {
            return;
        }

        json.Name("tool_choice"u8);
        var word = request.ToolChoice switch
        {
            ToolChoiceKind.None => "none"u8,
            ToolChoiceKind.Auto => "auto"u8,
            _ => "required"u8,
        };
        if (request.ToolNames.Count == 0 || request.ToolChoice == ToolChoiceKind.None)
        {
            json.Ascii(word);
        }
        else if (request is { ToolChoice: ToolChoiceKind.Named, ToolNames: [var only] })
        {
            WriteName(request, only, json);
        }
        else
        {
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("allowed_tools"u8);
            json.Name("mode"u8);
            json.Ascii(word);
            json.Name("tools"u8);
            json.BeginArray();
            foreach (var name in request.ToolNames)
            {
                WriteName(request, name, json);
            }

            json.EndArray();
            json.EndObject();
        }
    }

    private static void WriteName(ChatRequest request, JsonString name, JsonOut json)
    {
        var tool = request.Tools.Find(tool => tool.Name.Span.SequenceEqual(name.Span));
        json.BeginObject();
        json.Name("type"u8);
        if (tool is { Search: not null })
        {
            json.Ascii(ResponsesSearch.TypeOf(tool)); // tools that run there go by their type
        }
        else
        {
            json.Ascii(tool is { IsCustom: true } ? "custom"u8 : "function"u8);
            json.Name("name"u8);
            json.String(name);
        }

        json.EndObject();
    }
}
