using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Writes <c>tools</c>. Ollama has no say over whether they are called: without them they are not.</summary>
internal static class OllamaTools
{
    public static void Write(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        ReportChoice(request, notes);
        var isOpen = false;
        foreach (var tool in request.Tools)
        {
            if (!tool.Native.IsEmpty)
            {
                HostedTool.Lose(tool, notes);
                continue;
            }

            if (request.ToolChoice == ToolChoiceKind.None)
            {
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name("tools"u8);
                json.BeginArray();
            }

            WriteTool(tool, json);
        }

        if (isOpen)
        {
            json.EndArray();
        }
    }

    private static void WriteTool(ToolSpec tool, JsonOut json)
    {
        FunctionTool.Begin(tool, json);
        FunctionTool.End(json);
    }

    private static void ReportChoice(ChatRequest request, TranslationNotes notes)
    {
        if (request.Tools.Count > 0 && request.ToolChoice is ToolChoiceKind.Required or ToolChoiceKind.Named)
        {
            notes.Lose("tool_choice", Loss.Content, "Ollama cannot be told to call a tool");
        }

        if (request.ParallelTools == false)
        {
            notes.Lose("parallel_tool_calls", Loss.Setting, "Ollama's models decide themselves how many tools they call");
        }

        if (request.Tools.Exists(tool => tool.Strict == true))
        {
            notes.Lose("tools.strict", Loss.Setting, "Ollama has no strict mode");
        }
    }
}
