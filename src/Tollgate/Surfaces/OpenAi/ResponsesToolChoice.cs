using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads <c>tool_choice</c> of a responses request.</summary>
internal static class ResponsesToolChoice
{
    private const string Field = "tool_choice";

    public static void Read(JsonNode choice, ChatRequest into, TranslationNotes notes)
    {
        into.ToolChoice = ToolChoiceWords.Of(choice);
        if (into.ToolChoice != ToolChoiceKind.Unset)
        {
            return;
        }

        var type = choice["type"u8];
        if (type.Is("function"u8) || type.Is("custom"u8))
        {
            into.ToolChoice = ToolChoiceKind.Named;
            AddName(choice, Field, into, notes);
        }
        else if (type.Is("allowed_tools"u8))
        {
            ReadAllowed(choice, into, notes);
        }
        else if (SearchTools.Names(type))
        {
            into.ToolChoice = ToolChoiceKind.Named;
            into.ToolNames.Add(SearchWish.ToolName);
        }
        else if (type.IsString)
        {
            notes.Lose(Field, Loss.Content, "only OpenAI has this tool");
        }
        else
        {
            notes.Refuse(Field, "it must be auto, none, required or an object that names a tool");
        }
    }

    private static void ReadAllowed(JsonNode choice, ChatRequest into, TranslationNotes notes)
    {
        into.ToolChoice = choice["mode"u8].Is("required"u8) ? ToolChoiceKind.Required : ToolChoiceKind.Auto;
        var i = 0;
        foreach (var tool in choice["tools"u8].Items)
        {
            AddName(tool, $"{Field}.tools[{i++}]", into, notes);
        }
    }

    private static void AddName(JsonNode tool, string path, ChatRequest into, TranslationNotes notes)
    {
        var name = tool["name"u8].Text;
        if (!name.IsEmpty && !SearchTools.Names(tool["type"u8]))
        {
            into.ToolNames.Add(name);
        }
        else if (SearchTools.Names(tool["type"u8]))
        {
            into.ToolNames.Add(SearchWish.ToolName);
        }
        else if (tool["type"u8].Is("function"u8) || tool["type"u8].Is("custom"u8))
        {
            notes.Refuse(path + ".name", "it names no tool");
        }
        else
        {
            notes.Lose(path, Loss.Content, "only OpenAI has this tool");
        }
    }
}
