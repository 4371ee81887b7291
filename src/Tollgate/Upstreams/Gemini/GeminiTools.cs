using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiTools
{
    public static void Write(ChatRequest request, GeminiModel model, bool isVertex, TranslationNotes notes, JsonOut json)
    {
        var declared = false;
        foreach (var tool in request.Tools)
        {
            if (tool.Search is not null)
            {
                continue; // stands beside the functions
            }

            if (!tool.Native.IsEmpty)
            {
                HostedTool.Lose(tool, notes);
                continue;
            }

            if (!declared)
            {
                declared = true;
                json.Name("tools"u8);
                json.BeginArray();
                json.BeginObject();
                json.Name("functionDeclarations"u8);
                json.BeginArray();
            }

            WriteDeclaration(tool, model, notes, json);
        }

        if (declared)
        {
            json.EndArray();
            json.EndObject();
            json.EndArray();
            WriteChoice(request, json);
        }

        GeminiSearch.Write(request, model, isVertex, declared, notes, json);

        if (request.ParallelTools == false)
        {
            notes.Lose("parallel_tool_calls", Loss.Setting, "Google's models decide themselves how many tools they call");
        }
    }

    private static void WriteDeclaration(ToolSpec tool, GeminiModel model, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        FunctionTool.WriteName(tool, json);
        if (!tool.Schema.IsEmpty && model.TakesJsonSchema)
        {
            json.Name("parametersJsonSchema"u8);
            json.Raw(tool.Schema.Span);
        }
        else if (!tool.Schema.IsEmpty && OpenApiSubset.HasProperties(tool.Schema))
        {
            json.Name("parameters"u8);
            OpenApiSubset.Write(tool.Schema, json);
        }

        json.EndObject();
        if (tool.Strict == true)
        {
            notes.Lose($"{tool.Path}.strict", Loss.Setting, "Google has no strict mode for one tool");
        }

        if (!tool.CacheMark.IsEmpty)
        {
            notes.Lose("cache_control", Loss.Setting, "Google's caching needs no marks, or a cache of its own");
        }
    }

    private static void WriteChoice(ChatRequest request, JsonOut json)
    {
        var names = request.SearchTool is { } search ? request.ToolNames.FindAll(name => !name.Span.SequenceEqual(search.Name.Span)) : request.ToolNames;
        var mode = request.ToolChoice switch
        {
            _ when request.ToolNames.Count > names.Count && names.Count == 0 => "NONE"u8, // the search alone was meant
            ToolChoiceKind.None => "NONE"u8,
            ToolChoiceKind.Required or ToolChoiceKind.Named => "ANY"u8,
            _ when names.Count > 0 => "VALIDATED"u8, // AUTO takes no list of names
            ToolChoiceKind.Auto => "AUTO"u8,
            _ => default,
        };
        if (mode.IsEmpty)
        {
            return;
        }

        json.Name("toolConfig"u8);
        json.BeginObject();
        json.Name("functionCallingConfig"u8);
        json.BeginObject();
        json.Name("mode"u8);
        json.Ascii(mode);
        if (request.ToolChoice != ToolChoiceKind.None)
        {
            json.StringsIfAny("allowedFunctionNames"u8, names);
        }

        json.EndObject();
        json.EndObject();
    }
}
