using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>
/// Opens the answer to a stream before any upstream was asked. What depends on who answers (provider, attempts, limits) cannot stand in this
/// head, and whatever goes wrong afterwards is told by an event.
/// </summary>
internal static class EarlyHead
{
    /// <summary>Writes the head if it has not gone out yet.</summary>
    public static void WriteOnce(SendBuffer bytes, RequestContext request)
    {
        if (request.HeadIsOut)
        {
            return;
        }

        request.HeadIsOut = true;
        request.KeepAlive &= !request.Http10; // its events end with the connection
        request.Record.Status = 200;
        var written = 0;
        HttpWriter.TryWriteStatusLine(200, bytes.Reserve(64), ref written);
        bytes.Advance(written);
        bytes.Write("content-type: text/event-stream; charset=utf-8\r\ncache-control: no-store\r\n"u8);
        AnswerHead.WriteCommon(bytes, request);
        AnswerWriter.EndHeadUnsized(bytes, request);
    }
}
