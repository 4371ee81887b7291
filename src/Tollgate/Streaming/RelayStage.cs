using System.Diagnostics;
using System.Text;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>Stage 7: the answer to the client, as it arrives. Framing is ours, payload bytes are the upstream's.</summary>
internal static class RelayStage
{
    /// <summary>Understood answers up to this size are looked at whole before the first byte goes out, so that a broken one can still become a 502.</summary>
    private const int WholeBytes = 256 * 1024;

    /// <summary>Longest understood answer that is not a stream.</summary>
    private const long MaxAnswerBytes = 1L << 30;

    /// <summary>Chooses how the answer is handled. Not async itself: what streams for minutes shall not hold one method more.</summary>
    public static LoopTask<RelayOutcome> RunAsync(RequestContext request)
    {
        var connection = request.Connection!;
        var answer = request.Answer!;
        if (answer.Status == 101)
        {
            return Tunnel.RunAsync(request, connection);
        }

        var framing = answer.FramingFor(request.Verb);
        return answer.ValueOf(KnownField.ContentType).IsEmpty && request.Stream && framing != BodyFraming.None
            ? RelayUntypedAsync(request, connection, framing)
            : Relay(request, connection, framing);
    }

    /// <summary>Makes of a failed relay what the people concerned should hear: whose doing it was.</summary>
    public static RelayOutcome Explain(RequestContext request, RelayOutcome outcome)
    {
        if (outcome == RelayOutcome.Complete)
        {
            return outcome;
        }

        var client = request.Client.Transport;
        var upstream = request.Connection!.Transport.Aborted;
        if (client.IsHungUp || client.Aborted != AbortReason.None || upstream == AbortReason.PeerGone)
        {
            return RelayOutcome.ClientGone;
        }

        return (outcome, upstream) switch
        {
            (RelayOutcome.UpstreamBroke, AbortReason.Deadline) => RelayOutcome.UpstreamTimeout,
            (RelayOutcome.UpstreamBroke, AbortReason.Shutdown) => RelayOutcome.Stopped,
            _ => outcome,
        };
    }

    private static async LoopTask<RelayOutcome> RelayUntypedAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        await UntypedAnswer.PeekAsync(request, connection, framing);
        return await Relay(request, connection, framing);
    }

    private static LoopTask<RelayOutcome> Relay(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var kind = KindOf(request, connection, framing);
        if (kind == AnswerKind.Wrong || (kind == AnswerKind.Json && answer.ContentLength > MaxAnswerBytes))
        {
            return new LoopTask<RelayOutcome>(RelayOutcome.BadAnswer);
        }

        request.UpstreamReusable = answer.KeepAlive && framing != BodyFraming.UntilClose;
        Arm(request, connection);
        return kind switch
        {
            AnswerKind.Events => EventRelay.RunAsync(request, connection, framing),
            AnswerKind.Json => RelayJson(request, connection, framing),
            _ => RelayOpaqueAsync(request, connection, framing),
        };
    }

    /// <summary>Sets the deadline for the next read: the idle limit, or what is left of the whole.</summary>
    public static void Arm(RequestContext request, UpstreamConnection connection)
    {
        var deadlines = request.Upstream.Deadlines;
        var left = request.StartedMs + deadlines.Total - request.Services.Loop.NowMs;
        connection.Transport.SetDeadline(request.IsRaw ? deadlines.Idle : Math.Max(1, Math.Min(deadlines.Idle, left)));
    }

    /// <summary>Status line, the upstream's end-to-end fields and our own; framing and the empty line are the caller's.</summary>
    public static SendBuffer ComposeHead(RequestContext request, UpstreamConnection connection, int extra, bool reframed)
    {
        var answer = request.Answer!;
        var bytes = SendBuffer.Rent(request.Services.Loop, answer.Length + extra + 1024);
        var written = 0;
        HttpWriter.TryWriteStatusLine(answer.Status, bytes.Reserve(64), ref written);
        bytes.Advance(written);
        var options = new HeaderPolicyResponseOptions
        {
            Raw = request.IsRaw,
            KeepRateLimits = request.Limit is null,
            KeepWebSocket = answer.Status == 101,
            DropContentEncoding = reframed,
        };
        written = 0;
        HeaderPolicy.CopyResponseFields(answer, connection.In.Unread, bytes.Reserve(answer.Length), ref written, options);
        bytes.Advance(written);
        request.Record.Status = answer.Status;
        AnswerHead.WriteCommon(bytes, request);
        return bytes;
    }

    /// <summary>Ends the head for a body of unknown length: chunked, or delimited by the close for HTTP/1.0.</summary>
    public static void EndHeadUnsized(SendBuffer bytes, RequestContext request)
    {
        if (!request.Http10)
        {
            bytes.Write("transfer-encoding: chunked\r\n\r\n"u8);
            return;
        }

        if (request.KeepAlive)
        {
            request.KeepAlive = false;
            bytes.Write("connection: close\r\n"u8);
        }

        bytes.Write("\r\n"u8);
    }

    public static void EndHeadSized(SendBuffer bytes, long length)
    {
        bytes.Write("content-length: "u8);
        bytes.Write(length);
        bytes.Write("\r\n\r\n"u8);
    }

    /// <summary>Hands bytes to the client. The first ones commit the request to this answer.</summary>
    public static async LoopTask<bool> SendAsync(RequestContext request, ReadOnlyMemory<byte> bytes)
    {
        request.Committed = true;
        request.IsSending = true;
        var sending = request.Client.SendAsync(bytes);
        var sent = sending.IsCompleted ? sending.GetAwaiter().GetResult() : await sending;
        request.IsSending = false;
        if (request.FirstOut == 0)
        {
            request.FirstOut = Stopwatch.GetTimestamp();
        }

        return sent;
    }

    private static AnswerKind KindOf(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        request.Tap.BeginOpaque();
        var answer = request.Answer!;
        var type = answer.ValueOf(KnownField.ContentType).Of(connection.In.Unread);
        if (request.IsRaw || !request.Snapshot.Config.Metering.Usage)
        {
            return AnswerKind.Opaque;
        }

        if (framing == BodyFraming.None)
        {
            // 204 says that there is nothing; a success that says nothing at all is no answer to a question.
            return answer.Status is >= 200 and < 300 and not 204 && request.Endpoint.Kind == EndpointKind.Understood
                ? AnswerKind.Wrong
                : AnswerKind.Opaque;
        }

        if (StartsWith(type, "text/event-stream"u8))
        {
            return !IsEncoded(answer, connection) ? AnswerKind.Events
                : request.Endpoint.Kind == EndpointKind.Understood ? AnswerKind.Wrong
                : AnswerKind.Opaque;
        }

        if (type.IsEmpty && request.Stream && !IsEncoded(answer, connection) && !UntypedAnswer.IsJson(connection.In.Unread[answer.Length..], framing))
        {
            return AnswerKind.Events;
        }

        var json = StartsWith(type, "application/json"u8) || type.IsEmpty;
        if (answer.Status is >= 200 and < 300 && request.Endpoint.Kind == EndpointKind.Understood)
        {
            // A success that is no JSON is a proxy's or a captive portal's page, not an answer; nor is one that nobody here can read.
            return json && (!IsEncoded(answer, connection) || AnswerDecoder.Knows(answer.ValueOf(KnownField.ContentEncoding).Of(connection.In.Unread)))
                ? AnswerKind.Json
                : AnswerKind.Wrong;
        }

        return json && !IsEncoded(answer, connection) ? AnswerKind.Json : AnswerKind.Opaque;
    }

    private static bool IsEncoded(ResponseHead answer, UpstreamConnection connection)
    {
        var encoding = answer.ValueOf(KnownField.ContentEncoding).Of(connection.In.Unread);
        return !encoding.IsEmpty && !Ascii.EqualsIgnoreCase(encoding, "identity"u8);
    }

    private static bool StartsWith(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && Ascii.EqualsIgnoreCase(type[..name.Length], name);

    private static LoopTask<RelayOutcome> RelayJson(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var encoded = IsEncoded(answer, connection);
        request.Tap.BeginJson(request.Endpoint.Dialect);
        var isHere = framing == BodyFraming.Length && answer.Length + answer.ContentLength <= connection.In.Count && !encoded;
        return isHere
            ? RelayWholeAsync(request, connection, (int)answer.ContentLength)
            : GatherJsonAsync(request, connection, framing, encoded);
    }

    /// <summary>JSON is gathered up to <see cref="WholeBytes"/> and checked; a longer one is passed on as it comes.</summary>
    private static async LoopTask<RelayOutcome> GatherJsonAsync(
        RequestContext request, UpstreamConnection connection, BodyFraming framing, bool encoded)
    {
        var answer = request.Answer!;
        var reader = request.Reader;
        SendBuffer? decoded = null;
        var headLength = answer.Length;
        var contentLength = answer.ContentLength;
        var head = ComposeHead(request, connection, 64, reframed: encoded);
        connection.In.Consume(headLength);
        reader.Begin(connection.In, framing, contentLength);
        request.ReleaseAnswer();
        var body = SendBuffer.Rent(request.Services.Loop);
        try
        {
            while (body.Count < WholeBytes && await reader.ReadAsync())
            {
                body.Write(reader.Payload.Span);
                reader.Advance();
                Arm(request, connection);
            }

            if (reader.Broke)
            {
                return RelayOutcome.UpstreamBroke;
            }

            if (encoded)
            {
                decoded = reader.AtEnd ? AnswerDecoder.Decode(request.Services.Loop, body.Memory, WholeBytes * 8) : null;
                if (decoded is null)
                {
                    return RelayOutcome.BadAnswer;
                }
            }

            var gathered = decoded?.Memory ?? body.Memory;
            request.Tap.Observe(gathered.Span);
            if (reader.AtEnd)
            {
                return await SendWholeAsync(request, head, gathered);
            }

            return await RelayRestAsync(request, connection, head, body, framing, contentLength);
        }
        finally
        {
            head.Return();
            body.Return();
            decoded?.Return();
        }
    }

    /// <summary>The usual case: the answer lies whole in the receive buffer and goes out in one send.</summary>
    private static async LoopTask<RelayOutcome> RelayWholeAsync(RequestContext request, UpstreamConnection connection, int length)
    {
        var answer = request.Answer!;
        var headLength = answer.Length;
        var bytes = ComposeWhole(request, connection, headLength, length);
        connection.In.Consume(headLength + length);
        request.ReleaseAnswer();
        if (!IsWholeAnswer(request))
        {
            bytes.Return();
            return RelayOutcome.BadAnswer;
        }

        request.Record.ResponseBytes = length;
        var sent = await SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }

    private static SendBuffer ComposeWhole(RequestContext request, UpstreamConnection connection, int headLength, int length)
    {
        var bytes = ComposeHead(request, connection, length + 64, reframed: false);
        var body = connection.In.Unread.Slice(headLength, length);
        request.Tap.Observe(body);
        EndHeadSized(bytes, length);
        bytes.Write(body);
        return bytes;
    }

    private static async LoopTask<RelayOutcome> SendWholeAsync(RequestContext request, SendBuffer head, ReadOnlyMemory<byte> body)
    {
        if (!IsWholeAnswer(request))
        {
            return RelayOutcome.BadAnswer;
        }

        EndHeadSized(head, body.Length);
        head.Write(body.Span);
        request.Record.ResponseBytes = body.Length;
        return await SendAsync(request, head.Memory) ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }

    /// <summary>A success that was understood must be one whole JSON document; an error may be what it likes.</summary>
    private static bool IsWholeAnswer(RequestContext request) =>
        request.Record.Status >= 300 || request.Endpoint.Kind != EndpointKind.Understood || request.Tap.Json.IsComplete;

    private static async LoopTask<RelayOutcome> RelayRestAsync(
        RequestContext request, UpstreamConnection connection, SendBuffer head, SendBuffer gathered, BodyFraming framing, long contentLength)
    {
        var sized = framing == BodyFraming.Length;
        if (sized)
        {
            EndHeadSized(head, contentLength);
        }
        else
        {
            EndHeadUnsized(head, request);
        }

        if (!await SendAsync(request, head.Memory) || !await SendPieceAsync(request, gathered.Memory, sized, last: false))
        {
            return RelayOutcome.ClientGone;
        }

        return await PassOnAsync(request, connection, sized);
    }

    private static async LoopTask<RelayOutcome> RelayOpaqueAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var length = answer.ContentLength;
        var head = ComposeHead(request, connection, 64, reframed: false);
        var bodiless = framing == BodyFraming.None;
        var sized = framing == BodyFraming.Length;
        if (sized)
        {
            EndHeadSized(head, length);
        }
        else if (!bodiless)
        {
            EndHeadUnsized(head, request);
        }
        else
        {
            EndBodiless(head, request, length);
        }

        connection.In.Consume(answer.Length);
        request.Reader.Begin(connection.In, framing, length);
        request.ReleaseAnswer();

        // The head goes out with the first bytes of the body if they are here already.
        var first = false;
        if (!bodiless && connection.In.Count > 0 && !request.Reader.AtEnd)
        {
            first = await request.Reader.ReadAsync();
            if (first)
            {
                MarkFirstByte(request);
                WritePiece(head, request, request.Reader.Payload.Span, sized, request.Reader.AtEnd);
                request.Reader.Advance();
            }
        }

        var sent = await SendAsync(request, head.Memory);
        head.Return();
        if (!sent)
        {
            return RelayOutcome.ClientGone;
        }

        ReleaseForStream(request);
        return bodiless || request.Reader.AtEnd && (first || sized) ? RelayOutcome.Complete : await PassOnAsync(request, connection, sized);
    }

    private static void EndBodiless(SendBuffer head, RequestContext request, long length)
    {
        // To HEAD the length says what GET would bring; 204 and 304 have none to speak of; any other answer without a body must say so,
        // or the client would wait for one.
        if (length >= 0 && request.Record.Status is >= 200 and not (204 or 304))
        {
            EndHeadSized(head, length);
        }
        else
        {
            head.Write("\r\n"u8);
        }
    }

    /// <summary>Payload as it comes, in our framing.</summary>
    private static async LoopTask<RelayOutcome> PassOnAsync(RequestContext request, UpstreamConnection connection, bool sized)
    {
        var reader = request.Reader;
        while (await reader.ReadAsync())
        {
            MarkFirstByte(request);
            request.Tap.Observe(reader.Payload.Span);
            if (!await SendPieceAsync(request, reader.Payload, sized, reader.AtEnd))
            {
                return RelayOutcome.ClientGone;
            }

            reader.Advance();
            Arm(request, connection);
        }

        if (reader.Broke)
        {
            return RelayOutcome.UpstreamBroke;
        }

        return request.EndSent || await SendPieceAsync(request, default, sized, last: true) ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }

    private static void MarkFirstByte(RequestContext request)
    {
        if (request.FirstAnswerByte == 0)
        {
            request.FirstAnswerByte = Stopwatch.GetTimestamp();
        }
    }

    private static async LoopTask<bool> SendPieceAsync(RequestContext request, ReadOnlyMemory<byte> payload, bool sized, bool last)
    {
        if (sized || request.Http10)
        {
            request.EndSent |= last;
            request.Record.ResponseBytes += payload.Length;
            return payload.IsEmpty || await SendAsync(request, payload);
        }

        var bytes = SendBuffer.Rent(request.Services.Loop, payload.Length + 32);
        WritePiece(bytes, request, payload.Span, sized, last);
        var sent = await SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent;
    }

    private static void WritePiece(SendBuffer bytes, RequestContext request, ReadOnlySpan<byte> payload, bool sized, bool last)
    {
        request.Record.ResponseBytes += payload.Length;
        request.EndSent |= last;
        if (sized || request.Http10)
        {
            bytes.Write(payload);
            return;
        }

        WriteChunk(bytes, payload);
        if (last)
        {
            bytes.Write(HttpWriter.LastChunk);
        }
    }

    public static void WriteChunk(SendBuffer bytes, ReadOnlySpan<byte> payload)
    {
        if (!payload.IsEmpty)
        {
            bytes.WriteHex(payload.Length);
            bytes.Write("\r\n"u8);
            bytes.Write(payload);
            bytes.Write("\r\n"u8);
        }
    }

    /// <summary>Nothing is sent again from here on: head and body of the request give their memory back while the answer streams.</summary>
    public static void ReleaseForStream(RequestContext request)
    {
        if (request.Upload is null)
        {
            request.EstimatePrompt();
            request.ReleaseRequest();
        }
        else
        {
            request.Upload.AnswerHasBegun = true;
        }
    }
}
