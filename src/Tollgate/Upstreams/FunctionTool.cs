using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams;

/// <summary>Tools and their calls as the formats write them that took OpenAI's way: <c>{"type": "function", "function": {…}}</c>.</summary>
internal static class FunctionTool
{
    /// <summary>Writes a tool up to the end of its schema; what else a format has may follow before <see cref="End"/>.</summary>
    public static void Begin(ToolSpec tool, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("function"u8);
        json.Name("function"u8);
        json.BeginObject();
        json.Name("name"u8);
        json.String(tool.Name);
        if (!tool.Description.IsEmpty)
        {
            json.Name("description"u8);
            json.String(tool.Description);
        }

        json.Name("parameters"u8);
        json.Raw(tool.Schema.IsEmpty ? "{\"type\":\"object\",\"properties\":{}}"u8 : tool.Schema.Span);
    }

    public static void End(JsonOut json)
    {
        json.EndObject();
        json.EndObject();
    }

    /// <summary>A call's arguments for formats that want an object: a custom tool's free text becomes the only member of one.</summary>
    public static void WriteArguments(ToolCallPart call, JsonOut json)
    {
        if (call.IsCustom)
        {
            json.BeginObject();
            json.Name("input"u8);
            json.Text(call.Arguments.Span);
            json.EndObject();
        }
        else
        {
            json.Raw(call.Arguments.IsEmpty ? "{}"u8 : call.Arguments.Span);
        }
    }
}
