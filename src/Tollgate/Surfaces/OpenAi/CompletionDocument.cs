using System.Buffers;
using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>What stands around the choices of a chat completion or an older completion, in a whole answer and in each chunk of a stream.</summary>
internal static class CompletionDocument
{
    /// <summary><c>{"id":"…","object":"…","created":…,"model":"…","choices":[</c>, put together once for all chunks.</summary>
    /// <param name="prefix">What stands before it, such as the field of an event.</param>
    /// <param name="idPrefix">What ids of this kind begin with; a foreign id gets it put before.</param>
    /// <param name="kind">The value of <c>object</c>.</param>
    /// <param name="start">What the provider said.</param>
    /// <param name="context">What the provider did not say.</param>
    public static byte[] HeadOf(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> idPrefix, ReadOnlySpan<byte> kind, in AnswerStart start, AnswerContext context)
    {
        var id = start.Id.IsEmpty ? context.RequestId.Span : start.Id.Span;
        var head = new ArrayBufferWriter<byte>(prefix.Length + idPrefix.Length + id.Length + kind.Length + context.Model.Escaped.Length + 96);
        head.Write(prefix);
        head.Write("{\"id\":\""u8);
        head.Write(id.StartsWith(idPrefix) ? default : idPrefix);
        head.Write(id);
        head.Write("\",\"object\":\""u8);
        head.Write(kind);
        head.Write("\",\"created\":"u8);
        Utf8Formatter.TryFormat(start.Created > 0 ? start.Created : context.UnixSeconds, head.GetSpan(20), out var digits);
        head.Advance(digits);
        head.Write(",\"model\":\""u8);
        head.Write(context.Model.Span);
        head.Write("\",\"choices\":["u8);
        return head.WrittenSpan.ToArray();
    }

    /// <summary>Begins a whole answer: its choices follow.</summary>
    public static void Begin(ReadOnlySpan<byte> idPrefix, ReadOnlySpan<byte> kind, in AnswerStart start, AnswerContext context)
    {
        context.Out.Bytes.Write(HeadOf(default, idPrefix, kind, start, context));
        context.Out.Restart();
    }

    /// <summary>Ends a document behind its choices.</summary>
    /// <param name="usage">Tokens; null where not known.</param>
    /// <param name="json">Where it goes.</param>
    public static void End(TokenUsage? usage, JsonOut json)
    {
        json.Bytes.Write("]"u8);
        if (usage is { } tokens)
        {
            json.Bytes.Write(",\"usage\":"u8);
            json.Restart();
            ChatUsage.Write(json, tokens);
        }

        json.Bytes.Write("}"u8);
    }
}
