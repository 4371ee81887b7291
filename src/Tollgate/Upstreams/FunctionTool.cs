using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams;

/// <summary>Tools and their calls as the formats write them that took OpenAI's way: <c>{"type": "function", "function": {…}}</c>.</summary>
internal static class FunctionTool
{
    /// <summary>The schema of a tool that has none: providers want one.</summary>
    public static ReadOnlySpan<byte> AnySchema => """{"type":"object","properties":{}}"""u8;

    /// <summary>Writes a tool up to the end of its schema; what else a format has may follow before <see cref="End"/>.</summary>
    public static void Begin(ToolSpec tool, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("function"u8);
        json.Name("function"u8);
        json.BeginObject();
        WriteName(tool, json);
        WriteParameters(tool, json);
    }

    /// <summary>Writes a tool's name and what it is for, as members of an open object.</summary>
    public static void WriteName(ToolSpec tool, JsonOut json)
    {
        json.Name("name"u8);
        json.String(tool.Name);
        json.StringIfAny("description"u8, tool.Description);
    }

    /// <summary>Writes a tool's schema as <c>parameters</c>.</summary>
    public static void WriteParameters(ToolSpec tool, JsonOut json)
    {
        json.Name("parameters"u8);
        json.Raw(tool.Schema.IsEmpty ? AnySchema : tool.Schema.Span);
    }

    public static void End(JsonOut json)
    {
        json.EndObject();
        json.EndObject();
    }

    /// <summary>Whether a call's arguments can be written for formats that want an object.</summary>
    public static bool HasObject(ToolCallPart call) =>
        !call.IsBroken && (call.IsCustom || call.Arguments.IsEmpty || call.Arguments.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..]);

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
