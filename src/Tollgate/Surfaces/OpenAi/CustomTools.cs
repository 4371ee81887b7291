using System.Buffers;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Custom tools, whose input is free text (Codex patches files with one). No other format has them, but every one has functions: such a tool becomes
/// a function of one text, and a call of it becomes a custom one again.
/// </summary>
internal static class CustomTools
{
    private static readonly byte[] Schema =
        """{"type":"object","properties":{"input":{"type":"string","description":"The tool's input: free text."}},"required":["input"],"additionalProperties":false}"""u8.ToArray();

    /// <summary>The declaration. A grammar cannot be enforced elsewhere, so the model is told of it.</summary>
    public static ToolSpec AsFunction(JsonNode tool, string path, TranslationNotes notes)
    {
        var description = new ArrayBufferWriter<byte>();
        description.Write(tool["description"u8].Text.Span);
        var grammar = tool["format"u8]["definition"u8].Text;
        if (!grammar.IsEmpty)
        {
            notes.Lose(path + ".format", Loss.Setting, "only OpenAI holds its models to a grammar");
            description.Write("\\n\\nThe input must follow this grammar ("u8);
            description.Write(tool["format"u8]["syntax"u8].Text.Span);
            description.Write("):\\n"u8);
            description.Write(grammar.Span);
        }

        return new ToolSpec { Name = tool["name"u8].Text, Description = new JsonString(description.WrittenMemory), Schema = Schema, Path = path };
    }

    /// <summary>The arguments of the function for an input.</summary>
    public static ReadOnlyMemory<byte> ArgumentsOf(JsonString input)
    {
        byte[] arguments = [.. "{\"input\":\""u8, .. input.Span, .. "\"}"u8];
        return arguments;
    }

    /// <summary>The input in the arguments of the function. What holds none is the input itself.</summary>
    public static JsonString InputOf(JsonString arguments)
    {
        var json = arguments.Decode();
        try
        {
            using var document = JsonDocument.Parse(json);
            var input = JsonNode.Of(document, json)["input"u8];
            return input.IsString ? input.Text : arguments;
        }
        catch (JsonException)
        {
            return arguments; // cut off, or not what the model was asked for
        }
    }

    /// <summary>Names of the custom tools in the settings that a response repeats, which is where an answer's writer finds its request's.</summary>
    public static IReadOnlySet<string> NamesIn(ReadOnlyMemory<byte> echo)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (echo.Span.IndexOf("\"custom\""u8) < 0)
        {
            return names;
        }

        byte[] json = [(byte)'{', .. echo.Span, (byte)'}'];
        using var document = JsonDocument.Parse(json);
        foreach (var tool in JsonNode.Of(document, json)["tools"u8].Items)
        {
            if (tool["type"u8].Is("custom"u8))
            {
                names.Add(tool["name"u8].Text.ToString());
            }
        }

        return names;
    }
}
