using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the tools on offer. An allow-list is carried out here, by offering no others: copies of OpenAI's format know no allow-lists.</summary>
internal sealed class ChatToolWriter(ChatRequest request, ChatQuirks quirks, TranslationNotes notes, JsonOut json)
{
    private readonly ChatFields _fields = new(json, quirks, notes);

    public void Write()
    {
        // Where "no call" cannot be said, it is said by offering nothing.
        var choosesNone = request.ToolChoice == ToolChoiceKind.None && !_fields.Takes("tool_choice");
        if (request.Tools.Count == 0 || choosesNone || !_fields.TakesOrLose("tools", Loss.Content))
        {
            return;
        }

        var written = 0;
        foreach (var tool in request.Tools)
        {
            if (tool.Search is not null)
            {
                continue; // no tool in this format: ChatSearch
            }

            if (!tool.Native.IsEmpty)
            {
                HostedTool.Lose(tool, notes);
            }
            else if (IsAllowed(tool))
            {
                if (written++ == 0)
                {
                    json.Name("tools"u8);
                    json.BeginArray();
                }

                WriteTool(tool);
            }
        }

        if (written > 0)
        {
            json.EndArray();
            WriteChoice();
        }
    }

    private bool IsAllowed(ToolSpec tool) =>
        request.ToolNames.Count == 0 || request is { ToolChoice: ToolChoiceKind.Named, ToolNames.Count: 1 } || request.Names(tool.Name);

    private void WriteTool(ToolSpec tool)
    {
        FunctionTool.Begin(tool, json);
        if (tool.Strict is { } strict && _fields.Takes("strict"))
        {
            json.Name("strict"u8);
            json.Bool(strict);
        }

        json.EndObject();
        if (!tool.CacheMark.IsEmpty)
        {
            ChatPartWriter.WriteMark(tool.CacheMark, quirks, notes, json);
        }

        json.EndObject();
    }

    private void WriteChoice()
    {
        if (request.ToolChoice is ToolChoiceKind.Required or ToolChoiceKind.Named ? _fields.TakesOrLose("tool_choice", Loss.Content) : _fields.Takes("tool_choice"))
        {
            WriteChoiceWord();
        }

        if (request.ParallelTools is { } parallel && _fields.TakesOrLose("parallel_tool_calls"))
        {
            json.Name("parallel_tool_calls"u8);
            json.Bool(parallel);
        }
    }

    private void WriteChoiceWord()
    {
        if (request.ToolChoice == ToolChoiceKind.Unset)
        {
            return;
        }

        json.Name("tool_choice"u8);
        if (request.MustSearch)
        {
            json.Ascii("none"u8); // of the tools that are left
        }
        else if (request is { ToolChoice: ToolChoiceKind.Named, ToolNames.Count: 1 })
        {
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("function"u8);
            json.Name("function"u8);
            json.BeginObject();
            json.Name("name"u8);
            json.String(request.ToolNames[0]);
            json.EndObject();
            json.EndObject();
        }
        else
        {
            json.Text(request.ToolChoice switch
            {
                ToolChoiceKind.Auto => "auto",
                ToolChoiceKind.None => "none",
                _ => quirks.RequiredWord,
            });
        }
    }
}
