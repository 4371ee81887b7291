using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes <c>toolConfig</c>. It has to be there when the conversation has calls, whether tools are on offer or not.</summary>
internal static class ConverseTools
{
    /// <summary>The answer comes as a call: the model has no structured output, and no other tools stand in the way.</summary>
    public static bool UsesReplyTool(ChatRequest request, BedrockModel model) =>
        request.Shape == ReplyShape.JsonSchema && !request.Schema.IsEmpty && !model.TakesOutputConfig && request.Tools.Count == 0;

    public static void Write(ChatRequest request, BedrockModel model, TranslationNotes notes, JsonOut json)
    {
        ReportLosses(request, notes);
        var hasCalls = request.Turns.Exists(turn => turn.Parts.Exists(part => part is ToolCallPart));
        var declared = request.Tools.FindAll(tool => tool.Native.IsEmpty);
        var replies = UsesReplyTool(request, model);
        if ((request.ToolChoice == ToolChoiceKind.None || declared.Count == 0) && !hasCalls && !replies)
        {
            return;
        }

        json.Name("toolConfig"u8);
        json.BeginObject();
        json.Name("tools"u8);
        json.BeginArray();
        foreach (var tool in declared)
        {
            WriteTool(tool, model, notes, json);
        }

        if (declared.Count == 0)
        {
            WriteCalledTools(request, json);
        }

        if (replies)
        {
            WriteReplyTool(request, json);
        }

        json.EndArray();
        WriteChoice(request, model, replies, notes, json);
        json.EndObject();
    }

    private static void WriteTool(ToolSpec tool, BedrockModel model, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        json.Name("toolSpec"u8);
        json.BeginObject();
        FunctionTool.WriteName(tool, json);
        if (tool.Strict == true && model.TakesOutputConfig)
        {
            json.Name("strict"u8);
            json.Bool(true);
        }
        else if (tool.Strict == true)
        {
            notes.Lose($"{tool.Path}.strict", Loss.Setting, "this model has no strict mode");
        }

        WriteSchema(tool.Schema.IsEmpty ? FunctionTool.AnySchema : tool.Schema.Span, json);
        json.EndObject();
        json.EndObject();
        CachePoint.Write(tool.CacheMark, model, notes, json);
    }

    /// <summary>Tools of the conversation that are on offer no more: their names at least.</summary>
    private static void WriteCalledTools(ChatRequest request, JsonOut json)
    {
        foreach (var name in CallNames.DistinctIn(request))
        {
            json.BeginObject();
            json.Name("toolSpec"u8);
            json.BeginObject();
            json.Name("name"u8);
            json.String(name);
            WriteSchema(FunctionTool.AnySchema, json);
            json.EndObject();
            json.EndObject();
        }
    }

    private static void WriteReplyTool(ChatRequest request, JsonOut json)
    {
        json.BeginObject();
        json.Name("toolSpec"u8);
        json.BeginObject();
        json.Name("name"u8);
        json.Ascii(ReplyTool.Name);
        json.Name("description"u8);
        if (request.SchemaDescription.IsEmpty)
        {
            json.Ascii("Gives the answer. Always answer by this tool."u8);
        }
        else
        {
            json.String(request.SchemaDescription);
        }

        WriteSchema(request.Schema.Span, json);
        json.EndObject();
        json.EndObject();
    }

    private static void WriteSchema(ReadOnlySpan<byte> schema, JsonOut json)
    {
        json.Name("inputSchema"u8);
        json.BeginObject();
        json.Name("json"u8);
        json.Raw(schema);
        json.EndObject();
    }

    private static void WriteChoice(ChatRequest request, BedrockModel model, bool replies, TranslationNotes notes, JsonOut json)
    {
        var isForced = request.ToolChoice is ToolChoiceKind.Required or ToolChoiceKind.Named;
        if (isForced && ConverseThinking.IsOn(request, model))
        {
            notes.Lose("tool_choice", Loss.Setting, "Claude cannot be told to call a tool while it thinks");
            return;
        }

        if (!replies && !isForced && request.ToolChoice != ToolChoiceKind.Auto)
        {
            if (request.ToolChoice == ToolChoiceKind.None)
            {
                notes.Lose("tool_choice", Loss.Setting, "Bedrock offers the tools of a conversation that has calls");
            }

            return;
        }

        json.Name("toolChoice"u8);
        json.BeginObject();
        var isNamed = replies || (request.ToolChoice == ToolChoiceKind.Named && request.ToolNames.Count > 0);
        json.Name(isNamed ? "tool"u8 : isForced ? "any"u8 : "auto"u8);
        json.BeginObject();
        if (isNamed)
        {
            json.Name("name"u8);
            json.String(replies ? new JsonString(ReplyTool.Name.ToArray()) : request.ToolNames[0]);
        }

        json.EndObject();
        json.EndObject();
    }

    private static void ReportLosses(ChatRequest request, TranslationNotes notes)
    {
        foreach (var tool in request.Tools)
        {
            if (!tool.Native.IsEmpty)
            {
                HostedTool.Lose(tool, notes);
            }
        }

        if (request.ParallelTools == false)
        {
            notes.Lose("parallel_tool_calls", Loss.Setting, "Bedrock's models decide themselves how many tools they call");
        }
    }
}
