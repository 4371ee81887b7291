using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Streaming;

/// <summary>Writes a translated request. Nothing of the client's head goes with it: its fields belong to another API.</summary>
internal static class TranslatedComposer
{
    /// <summary>Sends head and body. False when the connection broke.</summary>
    public static async LoopTask<bool> SendAsync(RequestContext request, UpstreamConnection connection)
    {
        var body = request.Translation!.Body!;
        var together = body.Count <= RequestComposer.TogetherBytes;
        var bytes = together ? ComposeWhole(request) : ComposeHead(request, 0);
        var sending = connection.Transport.SendAsync(bytes.Memory);
        var sent = sending.IsCompleted ? sending.GetAwaiter().GetResult() : await sending;
        bytes.Return();
        return sent && (together || await connection.Transport.SendAsync(body.Memory));
    }

    /// <summary>Head and body in one buffer.</summary>
    public static SendBuffer ComposeWhole(RequestContext request)
    {
        var body = request.Translation!.Body!;
        var bytes = ComposeHead(request, body.Count);
        bytes.Write(body.Span);
        return bytes;
    }

    private static SendBuffer ComposeHead(RequestContext request, int extra)
    {
        var translation = request.Translation!;
        var upstream = (Routing.Provider)request.Upstream;
        var bytes = SendBuffer.Rent(request.Services.Loop, upstream.CredentialLines.Length + extra + 1024);
        bytes.Write("POST "u8);
        var target = bytes.Count;
        UpstreamPath.Write(bytes, upstream, translation.Translator.Target, translation.Model, request.Stream);
        var targetEnd = bytes.Count;
        bytes.Write(" HTTP/1.1\r\nHost: "u8);
        bytes.Write(upstream.Origin.HostHeader);
        bytes.Write("\r\n"u8);
        bytes.Write(upstream.CredentialLines);
        upstream.Credential?.Write(bytes, new SignedRequest
        {
            Method = "POST"u8,
            Target = bytes.Span[target..targetEnd],
            Host = upstream.Origin.HostHeader,
            Body = translation.Body!.Span,
            UnixSeconds = request.Services.UnixMilliseconds / 1000,
        });
        bytes.Write("x-request-id: "u8);
        bytes.Write(request.Record.Get(RecordText.RequestId));
        bytes.Write("\r\n"u8);
        if (request.Record.Trace.IsRecorded)
        {
            RequestComposer.WriteTrace(bytes, request.Record.Trace);
        }

        bytes.Write("Content-Type: application/json\r\nAccept-Encoding: identity\r\nUser-Agent: tollgate\r\nAccept: "u8);
        bytes.Write(request.Stream ? "text/event-stream, application/json\r\n"u8 : "application/json\r\n"u8);
        translation.Translator.WriteHeaderLines(bytes);
        bytes.Write("Content-Length: "u8);
        bytes.Write(translation.Body!.Count);
        bytes.Write("\r\n\r\n"u8);
        return bytes;
    }
}
