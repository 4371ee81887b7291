using Tollgate.Exchange;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Streaming;
using Tollgate.Surfaces;
using Tollgate.Telemetry;

namespace Tollgate.Forwarding;

/// <summary>Writes the request as the upstream gets it: its own start line, Host, credential and framing around the client's fields and body.</summary>
internal static class RequestComposer
{
    /// <summary>Up to this size the body goes out with the head in one send; beyond it the body is sent from where it lies.</summary>
    internal const int TogetherBytes = 32 * 1024;

    /// <summary>Sends head and, if it is at hand whole, body. False when the connection broke.</summary>
    public static LoopTask<bool> SendAsync(RequestContext request, UpstreamConnection connection) =>
        request.Translation is null ? SendAsItIsAsync(request, connection) : Streaming.TranslatedComposer.SendAsync(request, connection);

    private static async LoopTask<bool> SendAsItIsAsync(RequestContext request, UpstreamConnection connection)
    {
        var whole = request.Body.IsComplete;
        var bodyLength = whole ? request.Edits.SplicedLength(request.Body.Length) : 0;
        var together = bodyLength <= TogetherBytes;
        var bytes = ComposeHead(request, whole ? bodyLength : -1, together ? bodyLength : 0);
        if (whole && together)
        {
            if (bodyLength > 0)
            {
                request.Edits.Write(request.Body.Bytes, bytes.Reserve(bodyLength));
                bytes.Advance(bodyLength);
            }

            var sending = connection.Transport.SendAsync(bytes.Memory);
            var sent = sending.IsCompleted ? sending.GetAwaiter().GetResult() : await sending;
            bytes.Return();
            return sent;
        }

        var headSent = await connection.Transport.SendAsync(bytes.Memory);
        bytes.Return();
        return headSent && (!whole || await SendSplicedAsync(request, connection));
    }

    /// <summary>Head and body of a request that is at hand whole, in one buffer that the caller returns.</summary>
    public static SendBuffer ComposeWhole(RequestContext request)
    {
        var length = request.Edits.SplicedLength(request.Body.Length);
        var bytes = ComposeHead(request, length, length);
        request.Edits.Write(request.Body.Bytes, bytes.Reserve(length));
        bytes.Advance(length);
        return bytes;
    }

    /// <summary>Sends the body at hand with the request's edits.</summary>
    public static async LoopTask<bool> SendSplicedAsync(RequestContext request, UpstreamConnection connection)
    {
        var body = request.Body.Memory;
        var from = 0;
        for (var i = 0; i < request.Edits.Count; i++)
        {
            var edit = request.Edits[i];
            if ((edit.Start > from && !await connection.Transport.SendAsync(body[from..edit.Start]))
                || (edit.Replacement.Length > 0 && !await connection.Transport.SendAsync(edit.Replacement)))
            {
                return false; // what is only taken out leaves nothing to send
            }

            from = edit.End;
        }

        return from == body.Length || await connection.Transport.SendAsync(body[from..]);
    }

    /// <summary>The head, with room behind it.</summary>
    /// <param name="request">The request, its head still in the client's buffer.</param>
    /// <param name="bodyLength">Length of the body as it goes out; -1 where it is passed on as it comes.</param>
    /// <param name="extra">Room to leave behind the head.</param>
    private static SendBuffer ComposeHead(RequestContext request, int bodyLength, int extra)
    {
        var head = request.Head;
        var input = request.Client.In.Unread;
        var upstream = request.Upstream;
        var bytes = SendBuffer.Rent(request.Services.Loop, head.Length + upstream.CredentialLines.Length + extra + 512);
        bytes.Write(head.Method.Of(input));
        bytes.Write(" "u8);
        var target = bytes.Count;
        UpstreamTarget.Write(bytes, request);
        var targetEnd = bytes.Count;
        bytes.Write(" HTTP/1.1\r\nHost: "u8);
        bytes.Write(upstream.Origin.HostHeader);
        bytes.Write("\r\n"u8);
        WriteOwnLines(bytes, upstream.CredentialLines, head);
        if (upstream.Credential is { } credential)
        {
            WriteCredential(bytes, request, credential, target..targetEnd, bodyLength);
        }

        bytes.Write("x-request-id: "u8);
        bytes.Write(request.Record.Get(RecordText.RequestId));
        bytes.Write("\r\n"u8);
        if (request.Record.Trace.IsRecorded)
        {
            WriteTrace(bytes, request.Record.Trace);
        }

        var understood = request.Endpoint.Kind == EndpointKind.Understood;
        if (understood)
        {
            bytes.Write("Accept-Encoding: identity\r\n"u8);
        }

        CopyFields(bytes, request, understood);
        WriteFraming(bytes, request, bodyLength);
        return bytes;
    }

    /// <summary>The upstream's lines; the version that they ask for stands in for one that the client does not name, since two of them are none.</summary>
    private static void WriteOwnLines(SendBuffer bytes, ReadOnlySpan<byte> lines, RequestHead head)
    {
        var version = head.Has(KnownField.AnthropicVersion) ? lines.IndexOf("anthropic-version:"u8) : -1;
        if (version == 0 || (version > 0 && lines[version - 1] == (byte)'\n'))
        {
            bytes.Write(lines[..version]);
            lines = lines[version..];
            lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        }

        bytes.Write(lines);
    }

    /// <summary>Lines that change from request to request; some are made of the body as it goes out.</summary>
    private static void WriteCredential(SendBuffer bytes, RequestContext request, RequestCredential credential, Range target, int bodyLength)
    {
        var edited = credential.CoversBody && bodyLength > 0 && request.Edits.Count > 0 ? SendBuffer.Rent(request.Services.Loop, bodyLength) : null;
        if (edited is not null)
        {
            request.Edits.Write(request.Body.Bytes, edited.Reserve(bodyLength));
            edited.Advance(bodyLength);
        }

        credential.Write(bytes, new SignedRequest
        {
            Method = request.Head.Method.Of(request.Client.In.Unread),
            Target = bytes.Span[target],
            Host = request.Upstream.Origin.HostHeader,
            Body = edited is not null ? edited.Span : bodyLength > 0 ? request.Body.Bytes : default,
            IsBodyUnknown = bodyLength < 0,
            UnixSeconds = request.Services.UnixMilliseconds / 1000,
        });
        edited?.Return();
    }

    /// <summary>Our span as the provider's parent. Where we record none, the client's own context passes as it came.</summary>
    public static void WriteTrace(SendBuffer bytes, TraceContext trace)
    {
        bytes.Write("traceparent: "u8);
        trace.WriteHeader(bytes.Reserve(TraceContext.HeaderLength));
        bytes.Advance(TraceContext.HeaderLength);
        bytes.Write("\r\n"u8);
    }

    private static void CopyFields(SendBuffer bytes, RequestContext request, bool understood)
    {
        var options = new HeaderPolicyRequestOptions
        {
            Raw = request.IsRaw,
            KeepAcceptEncoding = !understood,
            KeepWebSocket = request.Head.UpgradeRequested,
            DropWebSocketExtensions = RealtimeSession.Wants(request),
            DropBeta = request.Endpoint.Format == WireFormat.AnthropicCount && request.Upstream is Provider { Preset.BodyVersion: not null },
            DropTraceParent = request.Record.Trace.IsRecorded,
            DropTraceState = request.Record.Trace is { IsRecorded: true, ParentSpanId: 0 },
        };
        var written = 0;
        HeaderPolicy.CopyRequestFields(request.Head, request.Client.In.Unread, bytes.Reserve(request.Head.Length), ref written, options);
        bytes.Advance(written);
    }

    /// <summary>Ends the head with what says how the body goes out: the upgrade, the length, or chunks.</summary>
    public static void WriteFraming(SendBuffer bytes, RequestContext request, int bodyLength)
    {
        var head = request.Head;
        if (head.UpgradeRequested)
        {
            bytes.Write("Connection: Upgrade\r\nUpgrade: "u8);
            bytes.Write(head.ValueOf(KnownField.Upgrade).Of(request.Client.In.Unread));
            bytes.Write("\r\n"u8);
        }

        if (bodyLength < 0 && head.Chunked)
        {
            bytes.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (head.HasBody || bodyLength > 0 || head.Verb is HttpVerb.Post or HttpVerb.Put or HttpVerb.Patch)
        {
            bytes.Write("Content-Length: "u8);
            bytes.Write(bodyLength < 0 ? head.ContentLength + request.Edits.Growth : bodyLength);
            bytes.Write("\r\n"u8);
        }

        bytes.Write("\r\n"u8);
    }
}
