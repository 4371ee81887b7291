using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes the events of a response's stream: named, numbered, each one line of JSON.</summary>
internal sealed class ResponsesEvents(AnswerContext context)
{
    private long _number;

    /// <summary>The client wants it whole: nothing is written but the last response object, without an event around it.</summary>
    public bool IsOff { get; init; }

    /// <summary>The response itself.</summary>
    public ResponsesHead Response { get; } = new(context);

    private JsonOut Out => context.Out;

    /// <summary>An event with the response as it is while it is in progress.</summary>
    public void WriteResponse(ReadOnlySpan<byte> type, IReadOnlyList<ResponsesItem> items, TokenUsage? usage) =>
        WriteResponse(type, "in_progress"u8, items, usage);

    /// <summary>The last event, or the whole answer.</summary>
    public void WriteLast(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status, IReadOnlyList<ResponsesItem> items, TokenUsage? usage)
    {
        if (IsOff)
        {
            Response.Write(status, items, usage);
        }
        else if (Response.HasBegun)
        {
            WriteResponse(type, status, items, usage);
        }
    }

    public void WriteError(UpstreamFailure failure)
    {
        if (Begin("error"u8))
        {
            ResponsesErrors.WriteEvent(failure, Out);
            End();
        }
    }

    /// <summary>An item begins, and with it the only part of a message.</summary>
    public void WriteAdded(ResponsesItem item)
    {
        if (!Begin("response.output_item.added"u8))
        {
            return;
        }

        WriteItem(item);
        if (item.Kind is ResponsesItemKind.Text or ResponsesItemKind.Refusal)
        {
            BeginAt("response.content_part.added"u8, item);
            Out.Name("part"u8);
            ResponsesObjects.WritePart(Out, item, isEmpty: true);
            End();
        }
    }

    /// <summary>A search runs, and is over.</summary>
    public void WriteSearching(ResponsesItem item)
    {
        if (!IsOff)
        {
            BeginAt("response.web_search_call.in_progress"u8, item);
            End();
            BeginAt("response.web_search_call.searching"u8, item);
            End();
            BeginAt("response.web_search_call.completed"u8, item);
            End();
        }
    }

    /// <summary>Thoughts get their part with the first piece: there may be none.</summary>
    public void WriteSummaryAdded(ResponsesItem item)
    {
        if (!IsOff)
        {
            BeginAt("response.reasoning_summary_part.added"u8, item);
            Out.Name("part"u8);
            ResponsesObjects.WriteSummaryPart(Out, default);
            End();
        }
    }

    /// <summary>A piece of an item.</summary>
    public void WriteDelta(ResponsesItem item, JsonString piece)
    {
        if (IsOff)
        {
            return;
        }

        BeginAt(
            item.Kind switch
            {
                ResponsesItemKind.Text => "response.output_text.delta"u8,
                ResponsesItemKind.Refusal => "response.refusal.delta"u8,
                ResponsesItemKind.Reasoning => "response.reasoning_summary_text.delta"u8,
                ResponsesItemKind.CustomCall => "response.custom_tool_call_input.delta"u8,
                _ => "response.function_call_arguments.delta"u8,
            },
            item);
        Out.Name("delta"u8);
        Out.String(piece);
        if (item.Kind == ResponsesItemKind.Text)
        {
            Out.Name("logprobs"u8);
            Out.Raw("[]"u8);
        }

        End();
    }

    public void WriteAnnotation(ResponsesItem item, in ResponsesAnnotation annotation)
    {
        if (IsOff)
        {
            return;
        }

        BeginAt("response.output_text.annotation.added"u8, item);
        Out.Name("annotation_index"u8);
        Out.Number(item.Annotations.Count - 1);
        Out.Name("annotation"u8);
        ResponsesObjects.WriteAnnotation(Out, annotation);
        End();
    }

    /// <summary>Nothing more comes of an item: its text whole, its part whole, itself whole.</summary>
    public void WriteDone(ResponsesItem item)
    {
        if (IsOff)
        {
            return;
        }

        switch (item.Kind)
        {
            case ResponsesItemKind.Text or ResponsesItemKind.Refusal:
                WriteTextDone(item);
                BeginAt("response.content_part.done"u8, item);
                Out.Name("part"u8);
                ResponsesObjects.WritePart(Out, item, isEmpty: false);
                End();
                break;
            case ResponsesItemKind.Reasoning when !item.Text.IsEmpty:
                BeginAt("response.reasoning_summary_text.done"u8, item);
                Out.Name("text"u8);
                Out.Ascii(item.Text);
                End();
                BeginAt("response.reasoning_summary_part.done"u8, item);
                Out.Name("part"u8);
                ResponsesObjects.WriteSummaryPart(Out, item.Text);
                End();
                break;
            case ResponsesItemKind.CustomCall:
                BeginAt("response.custom_tool_call_input.done"u8, item);
                Out.Name("input"u8);
                Out.Ascii(item.Text);
                End();
                break;
            case ResponsesItemKind.Call:
                BeginAt("response.function_call_arguments.done"u8, item);
                Out.Name("name"u8);
                Out.String(item.Name);
                Out.Name("arguments"u8);
                Out.Ascii(item.Text);
                End();
                break;
        }

        Begin("response.output_item.done"u8);
        WriteItem(item);
    }

    private void WriteTextDone(ResponsesItem item)
    {
        var isRefusal = item.Kind == ResponsesItemKind.Refusal;
        BeginAt(isRefusal ? "response.refusal.done"u8 : "response.output_text.done"u8, item);
        Out.Name(isRefusal ? "refusal"u8 : "text"u8);
        Out.Ascii(item.Text);
        if (!isRefusal)
        {
            ResponsesObjects.WriteLogprobs(Out, item, isEmpty: false);
        }

        End();
    }

    private void WriteResponse(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status, IReadOnlyList<ResponsesItem> items, TokenUsage? usage)
    {
        if (Begin(type))
        {
            Out.Name("response"u8);
            Response.Write(status, items, usage);
            End();
        }
    }

    private void WriteItem(ResponsesItem item)
    {
        Out.Name("output_index"u8);
        Out.Number(item.Index);
        Out.Name("item"u8);
        ResponsesObjects.WriteItem(Out, item);
        End();
    }

    /// <summary>An event about a place within an item.</summary>
    private void BeginAt(ReadOnlySpan<byte> type, ResponsesItem item)
    {
        Begin(type);
        Out.Name("item_id"u8);
        Out.Ascii(item.Id);
        Out.Name("output_index"u8);
        Out.Number(item.Index);
        if (item.Kind == ResponsesItemKind.Reasoning)
        {
            Out.Name("summary_index"u8);
            Out.Number(0);
        }
        else if (item.Kind is ResponsesItemKind.Text or ResponsesItemKind.Refusal)
        {
            Out.Name("content_index"u8);
            Out.Number(0);
        }
    }

    private bool Begin(ReadOnlySpan<byte> type)
    {
        if (IsOff)
        {
            return false;
        }

        var bytes = Out.Bytes;
        bytes.Write("event: "u8);
        bytes.Write(type);
        bytes.Write("\ndata: "u8);
        Out.Restart();
        Out.BeginObject();
        Out.Name("type"u8);
        Out.Ascii(type);
        Out.Name("sequence_number"u8);
        Out.Number(_number++);
        return true;
    }

    private void End()
    {
        Out.EndObject();
        Out.Bytes.Write("\n\n"u8);
    }
}
