using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes the response object itself, which a stream tells three times: twice at its start and once at its end.</summary>
internal sealed class ResponsesHead(AnswerContext context)
{
    private byte[] _id = [];
    private long _created;

    /// <summary>The answer has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What it failed with; null where it did not.</summary>
    public UpstreamFailure? Failure { get; set; }

    /// <summary>Why it is not whole, in OpenAI's words; null where it is.</summary>
    public string? IncompleteReason { get; set; }

    public void Begin(in AnswerStart start)
    {
        HasBegun = true;
        _created = start.Created > 0 ? start.Created : context.UnixSeconds;
        var id = start.Id.IsEmpty ? context.RequestId.Span : start.Id.Span;
        _id = id.StartsWith("resp_"u8) ? id.ToArray() : [.. "resp_"u8, .. id];
    }

    /// <summary>Writes it.</summary>
    /// <param name="status">How far it is.</param>
    /// <param name="items">Its items; while it is in progress none are told.</param>
    /// <param name="usage">Tokens; null where not known.</param>
    public void Write(ReadOnlySpan<byte> status, IReadOnlyList<ResponsesItem> items, TokenUsage? usage)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("id"u8);
        json.Ascii(_id);
        json.Name("object"u8);
        json.Ascii("response"u8);
        json.Name("created_at"u8);
        json.Number(_created);
        json.Name("status"u8);
        json.Ascii(status);
        json.Name("completed_at"u8);
        WriteCompletedAt(json, status);
        json.Name("error"u8);
        WriteFailure(json);
        json.Name("incomplete_details"u8);
        WriteIncomplete(json);
        json.Name("model"u8);
        json.String(context.Model);
        json.Name("output"u8);
        json.BeginArray();
        foreach (var item in items)
        {
            ResponsesObjects.WriteItem(json, item);
        }

        json.EndArray();
        json.Raw(context.Echo.IsEmpty ? ResponsesEcho.Default.Span : context.Echo.Span);
        json.Name("usage"u8);
        if (usage is { } tokens)
        {
            ResponsesUsage.Write(json, tokens);
        }
        else
        {
            json.Null();
        }

        json.EndObject();
    }

    private void WriteCompletedAt(JsonOut json, ReadOnlySpan<byte> status)
    {
        if (status.SequenceEqual("completed"u8))
        {
            json.Number(Math.Max(_created, context.UnixSeconds));
        }
        else
        {
            json.Null();
        }
    }

    private void WriteFailure(JsonOut json)
    {
        if (Failure is { } failure)
        {
            ResponsesErrors.WriteFailed(failure, json);
        }
        else
        {
            json.Null();
        }
    }

    private void WriteIncomplete(JsonOut json)
    {
        if (IncompleteReason is not { } reason)
        {
            json.Null();
            return;
        }

        json.BeginObject();
        json.Name("reason"u8);
        json.Text(reason);
        json.EndObject();
    }
}
