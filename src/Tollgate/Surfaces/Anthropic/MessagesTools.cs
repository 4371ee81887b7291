using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Reads the tools of a messages client, and whether it wants them used.</summary>
internal static class MessagesTools
{
    public static void Read(JsonNode tools, ChatRequest into, TranslationNotes notes)
    {
        if (!tools.IsArray)
        {
            notes.Refuse("tools", "it must be an array");
            return;
        }

        var index = 0;
        foreach (var tool in tools.Each)
        {
            var path = $"tools[{index++}]";
            var type = tool["type"u8];
            var mark = tool["cache_control"u8] is { Exists: true } cache ? cache.Raw : default;
            if (SearchTools.Read(tool, path) is { } search)
            {
                into.Tools.Add(search with { CacheMark = mark });
            }
            else if (type.Exists && !type.Is("custom"u8))
            {
                // Runs code, drives a screen: the model knows it by its type, and no other vendor's does.
                into.Tools.Add(new ToolSpec { Native = tool.Raw, Path = path, CacheMark = mark });
            }
            else if (tool["name"u8].Text.IsEmpty)
            {
                notes.Refuse(path + ".name", "it must be a string");
            }
            else
            {
                into.Tools.Add(new ToolSpec
                {
                    Name = tool["name"u8].Text,
                    Description = tool["description"u8].Text,
                    Schema = tool["input_schema"u8] is { IsObject: true } schema ? schema.Raw : default,
                    Strict = tool["strict"u8] is { Exists: true } strict ? strict.IsTrue : null,
                    Path = path,
                    CacheMark = mark,
                });
            }
        }
    }

    public static void ReadChoice(JsonNode choice, ChatRequest into, TranslationNotes notes)
    {
        var type = choice["type"u8];
        if (type.Is("tool"u8))
        {
            into.ToolChoice = ToolChoiceKind.Named;
            into.ToolNames.Add(choice["name"u8].Text);
            if (into.ToolNames[0].IsEmpty)
            {
                notes.Refuse("tool_choice.name", "it must be the name of a tool");
            }
        }
        else
        {
            into.ToolChoice =
                type.Is("auto"u8) ? ToolChoiceKind.Auto
                : type.Is("any"u8) ? ToolChoiceKind.Required
                : type.Is("none"u8) ? ToolChoiceKind.None
                : ToolChoiceKind.Unset;
            if (into.ToolChoice == ToolChoiceKind.Unset)
            {
                notes.Refuse("tool_choice.type", "it must be \"auto\", \"any\", \"tool\" or \"none\"");
            }
        }

        if (choice["disable_parallel_tool_use"u8] is { Exists: true } single)
        {
            into.ParallelTools = !single.IsTrue;
        }
    }
}
