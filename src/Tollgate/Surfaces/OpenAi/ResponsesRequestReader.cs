using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads the body of <c>POST /responses</c>.</summary>
internal static class ResponsesRequestReader
{
    private const string NoState = "it needs responses that the provider keeps, which this one does not: send the whole conversation as input";

    public static void Read(JsonNode body, ChatRequest into, TranslationNotes notes)
    {
        into.IncludeUsage = true; // the last event always has it
        ReadInstructions(body["instructions"u8], into, notes);
        new ResponsesInput(into, notes).Read(body["input"u8]);
        foreach (var (name, value) in body.Members)
        {
            if (value.Exists && !OpenAiSettings.TryRead(name, value, into, notes))
            {
                ReadField(name, value, into, notes);
            }
        }

        if (into.ToolNames.Exists(name => name.Is("web_search"u8)) && into.SearchTool is null && !into.Tools.Exists(tool => tool.Name.Is("web_search"u8)))
        {
            notes.Refuse("tool_choice", "it names a tool that is not offered");
        }

        if (into.User.IsEmpty)
        {
            into.User = body["safety_identifier"u8].Text;
        }
    }

    private static void ReadInstructions(JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        if (value.IsString && !value.Text.IsEmpty)
        {
            into.Turns.Add(new Turn { Role = Role.System, Path = "instructions", Parts = { new TextPart(value.Text) } });
        }
        else if (value.Exists && !value.IsString)
        {
            notes.Refuse("instructions", "it must be a string");
        }
    }

    private static void ReadField(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "instructions" or "input" or "stream_options": // padding of events is all that the last one sets
                break;
            case "max_output_tokens":
                into.MaxTokens = Whole(name, value, notes);
                break;
            case "top_logprobs":
                into.TopLogprobs = Whole(name, value, notes);
                into.Logprobs |= into.TopLogprobs > 0;
                break;
            case "parallel_tool_calls":
                into.ParallelTools = value.Flag;
                break;
            case "tools":
                ResponsesTools.Read(value, into, notes);
                break;
            case "tool_choice":
                ResponsesToolChoice.Read(value, into, notes);
                break;
            case "text":
                ReadText(value, into, notes);
                break;
            case "reasoning":
                ReadReasoning(value, into, notes);
                break;
            case "include":
                ReadInclude(value, into, notes);
                break;
            case "background" when value.IsTrue:
                notes.Refuse(name, NoState);
                break;
            case "previous_response_id" or "conversation" or "prompt":
                notes.Refuse(name, NoState);
                break;
            default:
                ReadOther(name, value, into, notes);
                break;
        }
    }

    /// <summary>Fields that only OpenAI's own formats have. What is off, or says the default, asks for nothing.</summary>
    private static void ReadOther(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "background" or "store" or "truncation" when value.IsFalse || value.Is("disabled"u8):
                break;
            case "safety_identifier" when into.User.IsEmpty:
                break; // stands for the user then
            case "store" or "truncation" or "prompt_cache_key" or "prompt_cache_retention" or "prompt_cache_options" or "safety_identifier"
                or "max_tool_calls" or "moderation" or "context_management":
                into.Extras.Add(new KeyValuePair<string, ReadOnlyMemory<byte>>(name, value.Raw));
                break;
            default:
                notes.Lose(name, Loss.Setting, "no other format has this field");
                break;
        }
    }

    private static void ReadText(JsonNode text, ChatRequest into, TranslationNotes notes)
    {
        var verbosity = text["verbosity"u8];
        if (verbosity.Exists && !verbosity.Is("medium"u8))
        {
            into.Extras.Add(new KeyValuePair<string, ReadOnlyMemory<byte>>("verbosity", verbosity.Raw));
        }

        var format = text["format"u8];
        var type = format["type"u8];
        if (type.Is("json_schema"u8))
        {
            if (ReplySchema.TryRead(format, "text.format", into, notes))
            {
                into.SchemaStrict = format["strict"u8].Flag;
            }
        }
        else if (type.Is("json_object"u8))
        {
            into.Shape = ReplyShape.JsonObject;
        }
        else if (format.Exists && !type.Is("text"u8))
        {
            notes.Refuse("text.format.type", "it must be text, json_object or json_schema");
        }
    }

    private static void ReadReasoning(JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        if (!value.IsObject)
        {
            notes.Refuse("reasoning", "it must be an object");
            return;
        }

        var effort = value["effort"u8];
        var known = EffortWords.Of(effort);
        if (effort.Exists && known == Effort.Unset)
        {
            notes.Refuse("reasoning.effort", "it must be none, minimal, low, medium, high or xhigh");
        }

        into.Reasoning = new ReasoningWish
        {
            Effort = known,
            Show = value["summary"u8].Exists || value["generate_summary"u8].Exists ? true : null,
        };
    }

    /// <summary>Extra parts of the answer. Those of hosted tools have nothing to be part of here.</summary>
    private static void ReadInclude(JsonNode include, ChatRequest into, TranslationNotes notes)
    {
        var i = -1;
        foreach (var item in include.Items)
        {
            i++;
            if (item.Is("message.output_text.logprobs"u8))
            {
                into.Logprobs = true;
            }
            else if (!item.Is("reasoning.encrypted_content"u8) && !item.Is("web_search_call.action.sources"u8) && !item.Is("message.input_image.image_url"u8))
            {
                notes.Lose($"include[{i}]", Loss.Setting, "only OpenAI's own tools have such results");
            }
        }
    }

    private static long? Whole(string name, JsonNode value, TranslationNotes notes)
    {
        if (value.Whole is { } whole and >= 0)
        {
            return whole;
        }

        notes.Refuse(name, "it must be a whole number");
        return null;
    }
}
