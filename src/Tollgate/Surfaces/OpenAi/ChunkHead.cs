using System.Buffers;
using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>What all chunks of a stream begin with, put together once.</summary>
internal static class ChunkHead
{
    /// <summary><c>{"id":"…","object":"…","created":…,"model":"…","choices":[</c>, for a whole answer too.</summary>
    /// <param name="prefix">What stands before it, such as the field of an event.</param>
    /// <param name="idPrefix">What ids of this kind begin with; a foreign id gets it put before.</param>
    /// <param name="kind">The value of <c>object</c>.</param>
    /// <param name="start">What the provider said.</param>
    /// <param name="context">What the provider did not say.</param>
    public static byte[] Of(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> idPrefix, ReadOnlySpan<byte> kind, in AnswerStart start, AnswerContext context)
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
}
