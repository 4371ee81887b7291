using System.Diagnostics;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Streaming;

/// <summary>Relays bytes that nobody looks at, as they come, in our framing.</summary>
internal static class ByteRelay
{
    public static async LoopTask<RelayOutcome> RelayAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var length = answer.ContentLength;
        var head = AnswerWriter.ComposeHead(request, connection, 64, reframed: false);
        var bodiless = framing == BodyFraming.None;
        var sized = framing == BodyFraming.Length;
        if (sized)
        {
            AnswerWriter.EndHeadSized(head, length);
        }
        else if (!bodiless)
        {
            AnswerWriter.EndHeadUnsized(head, request);
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

        if (bodiless)
        {
            RecordingStage.Commit(request);
        }

        var sent = await AnswerWriter.SendAsync(request, head.Memory);
        head.Return();
        if (!sent)
        {
            return RelayOutcome.ClientGone;
        }

        RelayStage.ReleaseForStream(request);
        return bodiless || request.Reader.AtEnd && (first || sized) ? RelayOutcome.Complete : await PassOnAsync(request, connection, sized);
    }

    private static void EndBodiless(SendBuffer head, RequestContext request, long length)
    {
        // To HEAD the length says what GET would bring; 204 and 304 have none to speak of; any other answer without a body must say so,
        // or the client would wait for one.
        if (length >= 0 && request.Record.Status is >= 200 and not (204 or 304))
        {
            AnswerWriter.EndHeadSized(head, length);
        }
        else
        {
            head.Write("\r\n"u8);
        }
    }

    /// <summary>Payload as it comes, in our framing.</summary>
    public static async LoopTask<RelayOutcome> PassOnAsync(RequestContext request, UpstreamConnection connection, bool sized)
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
            RelayStage.Arm(request, connection);
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

    public static async LoopTask<bool> SendPieceAsync(RequestContext request, ReadOnlyMemory<byte> payload, bool sized, bool last)
    {
        if (sized || request.Http10)
        {
            CountPiece(request, payload.Length, last);
            return payload.IsEmpty || await AnswerWriter.SendAsync(request, payload);
        }

        var bytes = SendBuffer.Rent(request.Services.Loop, payload.Length + 32);
        WritePiece(bytes, request, payload.Span, sized, last);
        var sent = await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent;
    }

    private static void CountPiece(RequestContext request, int length, bool last)
    {
        request.Record.ResponseBytes += length;
        request.EndSent |= last;
        if (last)
        {
            RecordingStage.Commit(request);
        }
    }

    private static void WritePiece(SendBuffer bytes, RequestContext request, ReadOnlySpan<byte> payload, bool sized, bool last)
    {
        CountPiece(request, payload.Length, last);
        if (sized || request.Http10)
        {
            bytes.Write(payload);
            return;
        }

        AnswerWriter.WriteChunk(bytes, payload);
        if (last)
        {
            bytes.Write(HttpWriter.LastChunk);
        }
    }
}
