using System.Buffers;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class RequestTools
{
    public static void Read(JsonNode tools, JsonNode config, ChatRequest into, TranslationNotes notes)
    {
        var place = 0;
        foreach (var tool in tools.Each)
        {
            ReadTool(tool, $"tools[{place++}]", into, notes);
        }

        foreach (var (name, value) in config.Members)
        {
            var field = GeminiField.Camel(name);
            if (field == "functionCallingConfig")
            {
                ReadChoice(value, into, notes);
            }
            else if (value.Exists)
            {
                into.Extras.Add(new KeyValuePair<string, ReadOnlyMemory<byte>>($"toolConfig.{field}", value.Raw));
            }
        }
    }

    private static void ReadTool(JsonNode tool, string path, ChatRequest into, TranslationNotes notes)
    {
        foreach (var (name, value) in tool.Members)
        {
            var field = GeminiField.Camel(name);
            if (field != "functionDeclarations")
            {
                if (value.Exists)
                {
                    var wish = field is "googleSearch" or "googleSearchRetrieval" ? SearchOf(value) : null;
                    into.Tools.Add(new ToolSpec
                    {
                        Name = wish is null ? default : SearchWish.ToolName, Native = Native(name, value), Search = wish, Path = $"{path}.{name}",
                    });
                }

                continue;
            }

            var place = 0;
            foreach (var declaration in value.Each)
            {
                ReadDeclaration(declaration, $"{path}.functionDeclarations[{place++}]", into, notes);
            }
        }
    }

    /// <summary>A search of the web. What it is told beside the domains is Google's alone; a range of time narrows what the model reads.</summary>
    private static SearchWish SearchOf(JsonNode search)
    {
        var details = new List<string>();
        var limits = new List<string>();
        foreach (var (name, value) in search.Members)
        {
            var field = GeminiField.Camel(name);
            if (value.Exists && field != "excludeDomains")
            {
                (field is "timeRangeFilter" or "blockingConfidence" ? limits : details).Add(name);
            }
        }

        return new SearchWish { Blocked = SearchTools.Domains(GeminiField.Get(search, "excludeDomains"u8)), OwnDetails = details, OwnLimits = limits };
    }

    private static void ReadDeclaration(JsonNode declaration, string path, ChatRequest into, TranslationNotes notes)
    {
        var name = declaration["name"u8].Text;
        if (name.IsEmpty)
        {
            notes.Refuse($"{path}.name", "a function has a name");
            return;
        }

        var schema = GeminiField.Get(declaration, "parametersJsonSchema"u8);
        var parameters = declaration["parameters"u8];
        into.Tools.Add(new ToolSpec
        {
            Name = name,
            Description = declaration["description"u8].Text,
            Schema = schema.IsObject ? schema.Raw : parameters.IsObject ? JsonSchemaText.Of(parameters) : default,
            Path = path,
        });
        if (declaration["behavior"u8].Is("NON_BLOCKING"u8))
        {
            notes.Lose($"{path}.behavior", Loss.Setting, "only Google's live models have it");
        }
    }

    private static void ReadChoice(JsonNode calling, ChatRequest into, TranslationNotes notes)
    {
        var mode = calling["mode"u8];
        foreach (var name in GeminiField.Get(calling, "allowedFunctionNames"u8).Each)
        {
            into.ToolNames.Add(name.Text);
        }

        into.ToolChoice = mode.Text.ToString().ToUpperInvariant() switch
        {
            "AUTO" or "VALIDATED" => ToolChoiceKind.Auto,
            "NONE" => ToolChoiceKind.None,
            "ANY" => into.ToolNames.Count == 1 ? ToolChoiceKind.Named : ToolChoiceKind.Required,
            "" or "MODE_UNSPECIFIED" => ToolChoiceKind.Unset,
            _ => Refused(notes),
        };
    }

    private static ToolChoiceKind Refused(TranslationNotes notes)
    {
        notes.Refuse("toolConfig.functionCallingConfig.mode", "it is one of AUTO, ANY, NONE, VALIDATED");
        return ToolChoiceKind.Unset;
    }

    private static ReadOnlyMemory<byte> Native(string name, JsonNode value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            json.WriteRawValue(value.Raw.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
