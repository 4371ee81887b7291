using Tollgate.Loops;

namespace Tollgate.Exchange.Counting;

/// <summary>A body that is written apart, for what becomes a part of another one.</summary>
internal static class BodyApart
{
    /// <summary>The bytes that <paramref name="upstream"/> writes for a chat.</summary>
    public static byte[] Of(ChatUpstream upstream, Chat.ChatRequest request, UpstreamCall call, TranslationNotes notes)
    {
        var bytes = new BufferPool().RentSend(BufferPool.BlockSize);
        var json = new JsonOut();
        json.Begin(bytes);
        upstream.Write(request, call, notes, json);
        var body = bytes.Span.ToArray();
        bytes.Return();
        return body;
    }
}
