using System.Buffers;
using System.Text.Json;

namespace Tollgate.Exchange.Chat;

/// <summary>
/// Custom tools, whose input is free text (Codex patches files with one). Few formats have them, but every one has functions: such a tool becomes a
/// function of one text, its calls in the conversation become calls of that, and a call in the answer becomes a custom one again. Within the neutral
/// answer a custom tool's arguments are always <c>{"input": text}</c>, also where the provider has custom tools itself.
/// </summary>
internal static class CustomTools
{
    private static readonly byte[] Schema =
        """{"type":"object","properties":{"input":{"type":"string","description":"The tool's input: free text."}},"required":["input"],"additionalProperties":false}"""u8.ToArray();

    /// <summary>Makes functions of a request's custom tools. A grammar cannot be enforced elsewhere, so the model is told of it.</summary>
    public static void ToFunctions(ChatRequest request, TranslationNotes notes)
    {
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].IsCustom)
            {
                request.Tools[i] = AsFunction(request.Tools[i], notes);
            }
        }

        foreach (var turn in request.Turns)
        {
            for (var i = 0; i < turn.Parts.Count; i++)
            {
                if (turn.Parts[i] is ToolCallPart { IsCustom: true } call)
                {
                    turn.Parts[i] = call with { IsCustom = false, Arguments = ArgumentsOf(JsonString.Of(call.Arguments.Span)) };
                }
            }
        }
    }

    /// <summary>The arguments for an input.</summary>
    public static ReadOnlyMemory<byte> ArgumentsOf(JsonString input)
    {
        byte[] arguments = [.. "{\"input\":\""u8, .. input.Span, .. "\"}"u8];
        return arguments;
    }

    /// <summary>The input in arguments. What holds none is the input itself.</summary>
    /// <param name="arguments">Their JSON text, as the inside of a string.</param>
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

    private static ToolSpec AsFunction(ToolSpec tool, TranslationNotes notes)
    {
        var description = tool.Description;
        if (!tool.Grammar.IsEmpty)
        {
            notes.Lose(tool.Path + ".format", Loss.Setting, "only OpenAI holds its models to a grammar");
            description = WithGrammar(tool);
        }

        return new ToolSpec { Name = tool.Name, Description = description, Schema = Schema, Path = tool.Path, CacheMark = tool.CacheMark };
    }

    private static JsonString WithGrammar(ToolSpec tool)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write(tool.Description.Span);
        text.Write("\\n\\nThe input must follow this grammar ("u8);
        text.Write(tool.GrammarSyntax.Span);
        text.Write("):\\n"u8);
        text.Write(tool.Grammar.Span);
        return new JsonString(text.WrittenMemory);
    }
}
