using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads a chat completion's tools, the older functions included.</summary>
internal static class ChatToolReader
{
    public static void ReadTools(JsonNode tools, ChatRequest into, TranslationNotes notes)
    {
        var number = 0;
        foreach (var tool in tools.Items)
        {
            var path = $"tools[{number++}]";
            var type = tool["type"u8];
            if (type.Is("function"u8) || (!type.Exists && tool["function"u8].IsObject))
            {
                AddFunction(tool["function"u8], tool["cache_control"u8], path, path + ".function", into, notes);
            }
            else if (type.Is("custom"u8))
            {
                var custom = tool["custom"u8];
                CustomToolReader.Read(tool, custom, custom["format"u8]["grammar"u8], path + ".custom", into, notes);
            }
            else if (SearchTools.Read(tool, path) is { } search)
            {
                into.Tools.Add(search);
            }
            else if (type.IsString)
            {
                into.Tools.Add(new ToolSpec { Native = tool.Raw, Path = path });
            }
            else
            {
                notes.Refuse(path + ".type", "it must name the tool's type");
            }
        }
    }

    /// <summary>Reads <c>web_search_options</c>, by which the models named for it are asked to search, and any model here.</summary>
    public static void ReadSearch(JsonNode options, ChatRequest into)
    {
        var wish = new SearchWish { ContextSize = options["search_context_size"u8].Text };
        into.Tools.Add(new ToolSpec
        {
            Name = SearchWish.ToolName,
            Native = options.Raw,
            Search = SearchTools.At(wish, options["user_location"u8]["approximate"u8]),
            Path = "web_search_options",
        });
    }

    public static void ReadFunctions(JsonNode functions, ChatRequest into, TranslationNotes notes)
    {
        into.LegacyFunctions = true;
        var number = 0;
        foreach (var function in functions.Items)
        {
            var path = $"functions[{number++}]";
            AddFunction(function, default, path, path, into, notes);
        }
    }

    /// <summary>Reads <c>tool_choice</c>, or the older <c>function_call</c>, whose words are among the other's.</summary>
    public static void ReadChoice(string name, JsonNode choice, ChatRequest into, TranslationNotes notes)
    {
        if (choice.IsString)
        {
            into.ToolChoice = KindOf(choice);
        }
        else if (choice["type"u8].Is("allowed_tools"u8))
        {
            var allowed = choice["allowed_tools"u8];
            into.ToolChoice = KindOf(allowed["mode"u8]);
            foreach (var tool in allowed["tools"u8].Items)
            {
                AddName(NameOf(tool), into);
            }
        }
        else
        {
            AddName(NameOf(choice), into);
            into.ToolChoice = into.ToolNames.Count > 0 ? ToolChoiceKind.Named : ToolChoiceKind.Unset;
        }

        if (into.ToolChoice == ToolChoiceKind.Unset)
        {
            notes.Refuse(name, "it must be auto, none, required, or name a tool");
        }
    }

    private static void AddFunction(JsonNode function, JsonNode cacheMark, string path, string functionPath, ChatRequest into, TranslationNotes notes)
    {
        var parameters = function["parameters"u8];
        if (function["name"u8].Text is not { IsEmpty: false } name)
        {
            notes.Refuse(functionPath + ".name", "a tool needs a name");
        }
        else if (parameters.Exists && !parameters.IsObject)
        {
            notes.Refuse(functionPath + ".parameters", "it must be a JSON schema");
        }
        else
        {
            into.Tools.Add(new ToolSpec
            {
                Name = name,
                Description = function["description"u8].Text,
                Schema = parameters.Exists ? parameters.Raw : default,
                Strict = function["strict"u8] is { Exists: true } strict ? strict.IsTrue : null,
                CacheMark = cacheMark.IsObject ? cacheMark.Raw : function["cache_control"u8] is { IsObject: true } inner ? inner.Raw : default,
                Path = path,
            });
        }
    }

    private static JsonString NameOf(JsonNode choice) =>
        choice["function"u8]["name"u8] is { IsString: true } function ? function.Text
        : choice["custom"u8]["name"u8] is { IsString: true } custom ? custom.Text
        : choice["name"u8].Text;

    private static void AddName(JsonString name, ChatRequest into)
    {
        if (!name.IsEmpty)
        {
            into.ToolNames.Add(name);
        }
    }

    /// <summary>Mistral says <c>any</c>.</summary>
    private static ToolChoiceKind KindOf(JsonNode word) => word.Is("any"u8) ? ToolChoiceKind.Required : ToolChoiceWords.Of(word);
}
