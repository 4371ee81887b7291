using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Writes tools as Cohere has them, and whether they must be called.</summary>
internal sealed class CohereTools(ChatRequest request, TranslationNotes notes, JsonOut json)
{
    public void Write()
    {
        var (offered, strict) = (0, 0);
        foreach (var tool in request.Tools)
        {
            if (!tool.Native.IsEmpty)
            {
                HostedTool.Lose(tool, notes);
            }
            else if (IsAllowed(tool.Name))
            {
                if (offered++ == 0)
                {
                    json.Name("tools"u8);
                    json.BeginArray();
                }

                strict += tool.Strict == true ? 1 : 0;
                Write(tool);
            }
        }

        if (offered == 0)
        {
            return;
        }

        json.EndArray();
        WriteStrictness(offered, strict);
        if (request.ToolChoice is ToolChoiceKind.Required or ToolChoiceKind.Named or ToolChoiceKind.None)
        {
            json.Name("tool_choice"u8);
            json.Ascii(request.ToolChoice == ToolChoiceKind.None ? "NONE"u8 : "REQUIRED"u8);
        }

        if (request.ParallelTools == false)
        {
            notes.Lose("parallel_tool_calls", Loss.Setting, "Cohere's models call as many tools as they like");
        }
    }

    /// <summary>Strictness is for all tools or for none.</summary>
    private void WriteStrictness(int offered, int strict)
    {
        if (strict == offered)
        {
            json.Name("strict_tools"u8);
            json.Bool(true);
        }
        else if (strict > 0)
        {
            notes.Lose("tools.strict", Loss.Setting, "at Cohere all tools are strict or none");
        }
    }

    /// <summary>There is no way to name a tool that must be called, other than to offer no other.</summary>
    private bool IsAllowed(JsonString name) => request.ToolNames.Count == 0 || request.Names(name);

    private void Write(ToolSpec tool)
    {
        FunctionTool.Begin(tool, json);
        FunctionTool.End(json);
    }
}
