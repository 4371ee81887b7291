using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads the body of a chat completion.</summary>
internal static class ChatRequestReader
{
    public static void Read(JsonNode body, ChatRequest into, TranslationNotes notes)
    {
        foreach (var (name, value) in body.Members)
        {
            if (value.Exists && !CompletionSettings.TryRead(name, value, into, notes))
            {
                ReadField(name, value, into, notes);
            }
        }

        into.Reasoning = ReasoningWishReader.Read(body);
        ChatMessageReader.Read(body["messages"u8], into, notes);
    }

    private static void ReadField(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "messages" or "reasoning_effort" or "reasoning" or "thinking" or "enable_thinking" or "thinking_budget" or "include_reasoning":
                break; // read by others
            case "tools":
                ChatToolReader.ReadTools(value, into, notes);
                break;
            case "web_search_options":
                ChatToolReader.ReadSearch(value, into);
                break;
            case "functions":
                ChatToolReader.ReadFunctions(value, into, notes);
                break;
            case "tool_choice" or "function_call":
                ChatToolReader.ReadChoice(name, value, into, notes);
                break;
            case "parallel_tool_calls":
                into.ParallelTools = value.IsTrue;
                break;
            case "response_format":
                ReadShape(value, into, notes);
                break;
            case "logprobs":
                into.Logprobs = value.IsTrue;
                break;
            case "top_logprobs":
                into.TopLogprobs = value.Whole is > 0 and var top ? top : null;
                break;
            case "modalities":
                ReadModalities(value, into);
                break;
            case "audio":
                into.AudioOut = value.Raw;
                break;
            default:
                into.Extras.Add(new(name, value.Raw));
                break;
        }
    }

    private static void ReadShape(JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        var type = value["type"u8];
        if (type.Is("json_object"u8))
        {
            into.Shape = ReplyShape.JsonObject;
        }
        else if (type.Is("json_schema"u8))
        {
            var spec = value["json_schema"u8];
            if (ReplySchema.TryRead(spec, "response_format.json_schema", into, notes))
            {
                into.SchemaStrict = spec["strict"u8] is { Exists: true } strict ? strict.IsTrue : null;
            }
        }
        else if (!type.Is("text"u8))
        {
            notes.Lose("response_format.type", Loss.Content, "only text, json_object and json_schema are known");
        }
    }

    private static void ReadModalities(JsonNode value, ChatRequest into)
    {
        if (value.Length == 1 && value[0].Is("text"u8))
        {
            return; // what everybody gives unasked
        }

        foreach (var word in value.Items)
        {
            if (word.IsString)
            {
                into.Modalities.Add(word.Text);
            }
        }
    }
}
