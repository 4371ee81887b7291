using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>What a message begins with, and its words for why it ended: the same in a whole answer and in a stream.</summary>
internal static class MessagesHead
{
    private const int MaxRequestId = 128;

    /// <summary>The members up to the content, in an object that was begun.</summary>
    public static void Write(in AnswerStart start, AnswerContext context)
    {
        var json = context.Out;
        json.Name("id"u8);
        WriteId(start.Id, context);
        json.Name("type"u8);
        json.Ascii("message"u8);
        json.Name("role"u8);
        json.Ascii("assistant"u8);
        json.Name("model"u8);
        json.String(context.Model.IsEmpty ? start.Model : context.Model);
    }

    /// <summary>The members that tell why it ended.</summary>
    /// <param name="json">Where they go.</param>
    /// <param name="reason">The provider's reason.</param>
    /// <param name="sequence">What ended it, where a stop sequence did and the provider says which; without one this format has no such reason.</param>
    /// <param name="calls">The model called tools.</param>
    /// <param name="refused">The model spoke a refusal, which some vendors end like any answer.</param>
    public static void WriteStop(JsonOut json, FinishReason reason, JsonString sequence, bool calls, bool refused)
    {
        json.Name("stop_reason"u8);
        var bySequence = reason == FinishReason.StopSequence && !sequence.IsEmpty && !calls && !refused;
        json.Ascii(bySequence ? "stop_sequence"u8 : Word(reason, calls, refused));
        json.Name("stop_sequence"u8);
        if (bySequence)
        {
            json.String(sequence);
        }
        else
        {
            json.Null();
        }
    }

    private static ReadOnlySpan<byte> Word(FinishReason reason, bool calls, bool refused) => reason switch
    {
        FinishReason.Length => "max_tokens"u8,
        FinishReason.ContentFilter => "refusal"u8,
        _ when refused => "refusal"u8,
        _ when calls => "tool_use"u8,
        FinishReason.Pause => "pause_turn"u8,
        _ => "end_turn"u8,
    };

    private static void WriteId(JsonString id, AnswerContext context)
    {
        if (id.Span.StartsWith("msg_"u8))
        {
            context.Out.String(id);
            return;
        }

        Span<byte> made = stackalloc byte[4 + MaxRequestId];
        "msg_"u8.CopyTo(made);
        var own = context.RequestId.Span;
        own = own[..Math.Min(own.Length, MaxRequestId)];
        own.CopyTo(made[4..]);
        context.Out.Text(made[..(4 + own.Length)]);
    }
}
