using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads <c>tools</c> of a responses request: functions in their flat form, and OpenAI's own tools.</summary>
internal static class ResponsesTools
{
    public static void Read(JsonNode tools, ChatRequest into, TranslationNotes notes)
    {
        if (!tools.IsArray)
        {
            notes.Refuse("tools", "it must be an array");
        }

        var i = 0;
        foreach (var tool in tools.Items)
        {
            var path = $"tools[{i++}]";
            if (!tool.IsObject || !tool["type"u8].IsString)
            {
                notes.Refuse(path, "it must be an object with a type");
            }
            else if (tool["type"u8].Is("custom"u8))
            {
                CustomToolReader.Read(tool, tool, tool["format"u8], path, into, notes);
            }
            else if (SearchTools.Read(tool, path) is { } search)
            {
                into.Tools.Add(search);
            }
            else if (!tool["type"u8].Is("function"u8))
            {
                into.Tools.Add(new ToolSpec { Native = tool.Raw, Path = path });
            }
            else if (tool["name"u8].Text.IsEmpty)
            {
                notes.Refuse(path + ".name", "a function needs a name");
            }
            else
            {
                into.Tools.Add(Function(tool, path, notes));
            }
        }
    }

    private static ToolSpec Function(JsonNode tool, string path, TranslationNotes notes)
    {
        var schema = tool["parameters"u8];
        if (schema.Exists && !schema.IsObject)
        {
            notes.Refuse(path + ".parameters", "it must be a JSON schema, which is an object");
        }

        return new ToolSpec
        {
            Name = tool["name"u8].Text,
            Description = tool["description"u8].Text,
            Schema = schema.IsObject ? schema.Raw : default,
            Strict = tool["strict"u8].Flag,
            Path = path,
        };
    }
}
