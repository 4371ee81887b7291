using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>Hands on the events of a second stream as if they were the first one's: see <see cref="Continuation.TryFit"/>.</summary>
internal static class ContinuedRelay
{
    /// <summary>What a client that looks finds at the seam.</summary>
    public static void Mark(RequestContext request, SendBuffer bytes)
    {
        var comment = SendBuffer.Rent(request.Services.Loop);
        comment.Write(": tollgate continued on "u8);
        comment.Write(request.Upstream.NameUtf8);
        comment.Write("\n\n"u8);
        EventRelay.Write(request, bytes, comment.Span);
        comment.Return();
    }

    /// <summary>Complete events, one by one.</summary>
    public static void Emit(RequestContext request, SendBuffer bytes, Span<byte> events, long now)
    {
        var continuation = request.Continuation!;
        var reader = new SseEventReader(events, continuation.Starts());
        while (reader.TryRead(out var read))
        {
            var usageOnly = request.Tap.ObserveEvents(read.Raw, now);
            EventRelay.HideSecrets(request, events.Slice(read.Start, read.Raw.Length));
            if (request.StripUsage && usageOnly.Exists)
            {
                continue;
            }

            var edits = default(SpliceEdits);
            if (read.DataLines != 1)
            {
                EventRelay.Write(request, bytes, read.Raw);
            }
            else if (continuation.TryFit(request, read.Data, ref edits))
            {
                Write(request, bytes, in read, in edits);
            }
        }
    }

    private static void Write(RequestContext request, SendBuffer bytes, in SseEvent read, ref readonly SpliceEdits edits)
    {
        if (edits.Count == 0 || !read.Raw.Overlaps(read.Data, out var at))
        {
            EventRelay.Write(request, bytes, read.Raw);
            return;
        }

        var length = edits.SplicedLength(read.Data.Length);
        var edited = SendBuffer.Rent(request.Services.Loop, at + length + read.Raw.Length - at - read.Data.Length);
        edited.Write(read.Raw[..at]);
        edits.Write(read.Data, edited.Reserve(length));
        edited.Advance(length);
        edited.Write(read.Raw[(at + read.Data.Length)..]);
        EventRelay.Write(request, bytes, edited.Span);
        edited.Return();
    }
}
