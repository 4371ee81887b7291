using System.Diagnostics;
using Tollgate.Exchange;
using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Json;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering.Bpe;
using Tollgate.Recording;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// Relays server-sent events: whole ones, at once, in one send for all that arrived together. What is left of an event that is not
/// complete is held, so that a break never leaves half an event at the client.
/// </summary>
internal static class EventRelay
{
    private const int PictureLineBytes = 16 * 1024 * 1024;

    /// <summary>The longest line and whatever stands around it.</summary>
    private const long MaxEventBytes = PictureLineBytes + (1024 * 1024);

    public static async LoopTask<RelayOutcome> RunAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        LocalTokens.BeginAnswer(request);
        if (request.Continuation is { IsContinued: true })
        {
            request.Tap.BeginStreamAgain(request.Endpoint.Dialect);
        }
        else
        {
            request.Tap.BeginStream(request.Endpoint.Dialect);
            request.Continuation = Continuation.Begin(request);
        }

        var reader = request.Reader;
        var head = ComposeHead(request, connection);
        connection.In.Consume(answer.Length);
        reader.Begin(connection.In, framing, answer.ContentLength);
        request.ReleaseAnswer();

        // Events that came with the head go out with it.
        var scanner = new SseScanner(MaxLineBytes(request.Endpoint));
        var held = new HeldEvents(request.Services.Loop);
        if (connection.In.Count > 0 && await reader.ReadAsync())
        {
            Take(request, head, ref held, ref scanner);
        }

        var sent = head.Count == 0 || await AnswerWriter.SendAsync(request, head.Memory);
        head.Return();
        await LocalTokens.CountLongPromptAsync(request);
        RelayStage.ReleaseForStream(request);
        request.Heartbeat.Start(request);
        while (sent && !scanner.IsBeyond(MaxEventBytes) && await reader.ReadAsync())
        {
            RelayStage.Arm(request, connection);
            request.Heartbeat.Seen();
            await request.Heartbeat.QuietAsync();
            var piece = SendBuffer.Rent(request.Services.Loop);
            Take(request, piece, ref held, ref scanner);
            sent = piece.Count == 0 || await AnswerWriter.SendAsync(request, piece.Memory);
            piece.Return();
        }

        request.Heartbeat.Stop();
        RelayOutcome outcome;
        await request.Heartbeat.QuietAsync(); // what follows writes to the same socket
        if (!sent)
        {
            outcome = RelayOutcome.ClientGone;
        }
        else if (request.EndSent)
        {
            outcome = RelayOutcome.Complete;
        }
        else if (scanner.IsBeyond(MaxEventBytes))
        {
            outcome = RelayOutcome.LineTooLong;
        }
        else if (reader.Broke || !held.IsWhole)
        {
            outcome = RelayOutcome.UpstreamBroke;
        }
        else
        {
            outcome = await FinishAsync(request, held) ? RelayOutcome.Complete : RelayOutcome.ClientGone;
        }

        held.Release();
        return outcome;
    }

    private static SendBuffer ComposeHead(RequestContext request, UpstreamConnection connection)
    {
        if (request.HeadIsOut)
        {
            var bytes = SendBuffer.Rent(request.Services.Loop);
            if (request.Continuation is { IsContinued: true })
            {
                ContinuedRelay.Mark(request, bytes);
            }

            return bytes;
        }

        request.KeepAlive &= !request.Http10; // its events end with the connection
        var head = AnswerWriter.ComposeHead(request, connection, 64, reframed: false);
        AnswerWriter.EndHeadUnsized(head, request);
        return head;
    }

    /// <summary>Pictures come whole, in base64, in one line of a response's, an image's or a Gemini stream; chats have text.</summary>
    private static int MaxLineBytes(in Endpoint endpoint) =>
        endpoint.Shape is EndpointShape.ChatCompletions or EndpointShape.Completions or EndpointShape.AnthropicMessages
            ? SseScanner.DefaultMaxLineBytes
            : PictureLineBytes;

    /// <summary>Tells the client, in its dialect, that the stream broke, and ends the body without a success marker.</summary>
    public static async LoopTask SendErrorAsync(RequestContext request, GatewayFault fault)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop);
        WriteError(bytes, request, fault);
        request.KeepAlive = false;
        request.EndSent = true;
        await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
    }

    private static void WriteError(SendBuffer bytes, RequestContext request, in GatewayFault fault)
    {
        if (request.Translation is { } translation)
        {
            WriteTranslatedError(bytes, request, translation, fault);
            return;
        }

        Span<byte> body = stackalloc byte[ErrorEvent.MaxBytes];
        var length = request.Endpoint.Shape == EndpointShape.Responses && request.Endpoint.Kind == EndpointKind.Understood
            ? ErrorEvent.WriteResponses(fault, request.Record.Events, body)
            : ErrorEvent.Write(request.Endpoint.Dialect, fault, request.Id, body);
        request.Record.ResponseBytes += length;
        request.Capture?.AddEvents(body[..length]);
        if (request.Http10)
        {
            bytes.Write(body[..length]);
            return;
        }

        AnswerWriter.WriteChunk(bytes, body[..length]);
        bytes.Write(HttpWriter.LastChunk);
    }

    /// <summary>As the writer of the client's format ends a stream that it has begun.</summary>
    private static void WriteTranslatedError(SendBuffer bytes, RequestContext request, Translation translation, in GatewayFault fault)
    {
        var events = SendBuffer.Rent(request.Services.Loop);
        translation.Context.Out.Begin(events);
        translation.Translator.WriteBreak(
            new UpstreamFailure { Kind = FailureKinds.OfStatus(fault.Status), Message = fault.Text, Code = fault.Entry.Name, Param = fault.Param },
            translation.Context);
        Write(request, bytes, events.Span);
        events.Return();
        if (!request.Http10)
        {
            bytes.Write(HttpWriter.LastChunk);
        }
    }

    /// <summary>Takes the payload at hand: whole events into <paramref name="bytes"/>, the rest into <paramref name="held"/>.</summary>
    private static void Take(RequestContext request, SendBuffer bytes, ref HeldEvents held, ref SseScanner scanner)
    {
        var reader = request.Reader;
        var payload = reader.PayloadWritable;
        var end = scanner.Feed(payload);
        var now = Stopwatch.GetTimestamp();
        if (request.FirstAnswerByte == 0)
        {
            request.FirstAnswerByte = now;
        }

        if (end == 0)
        {
            held.Append(payload);
        }
        else if (held.Count == 0)
        {
            Emit(request, bytes, payload[..end], now);
            held.Append(payload[end..]);
        }
        else
        {
            held.Append(payload[..end]);
            Emit(request, bytes, held.Writable, now);
            held.Release();
            held.Append(payload[end..]);
        }

        var last = reader.AtEnd && held.Count == 0;
        reader.Advance();
        if (last || request.Tap.Finished)
        {
            RecordingStage.Commit(request); // the piece at hand ends the answer for the client
        }

        if (last && !request.Http10)
        {
            bytes.Write(HttpWriter.LastChunk);
            request.EndSent = true;
        }
    }

    private static void Emit(RequestContext request, SendBuffer bytes, Span<byte> events, long now)
    {
        request.Record.Events++;
        if (request.Continuation is { IsContinued: true })
        {
            ContinuedRelay.Emit(request, bytes, events, now);
            return;
        }

        request.Continuation?.Collect(request, events);
        var usageOnly = request.Tap.ObserveEvents(events, now);
        HideSecrets(request, events);
        if (request.StripUsage && usageOnly.Exists)
        {
            EmitWithout(request, bytes, events, usageOnly);
            return;
        }

        Write(request, bytes, events);
    }

    /// <summary>An error in the middle of a good answer may repeat the credential as a refusal may; other events are not looked through.</summary>
    public static void HideSecrets(RequestContext request, Span<byte> events)
    {
        if (request.Tap.ErrorEvents is { Exists: true } errors)
        {
            SecretMask.Of(request.Upstream)?.Apply(events.Slice(errors.Start, errors.Length));
        }
    }

    private static void EmitWithout(RequestContext request, SendBuffer bytes, ReadOnlySpan<byte> events, JsonRange left)
    {
        Write(request, bytes, events[..left.Start]);
        Write(request, bytes, events[(left.Start + left.Length)..]);
    }

    /// <summary>Events as they are, framed.</summary>
    public static void Write(RequestContext request, SendBuffer bytes, ReadOnlySpan<byte> events)
    {
        request.Record.ResponseBytes += events.Length;
        request.Capture?.AddEvents(events);
        if (request.Http10)
        {
            bytes.Write(events);
        }
        else
        {
            AnswerWriter.WriteChunk(bytes, events);
        }
    }

    /// <summary>A last event without its empty line counts at a clean end.</summary>
    private static async LoopTask<bool> FinishAsync(RequestContext request, HeldEvents held)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop);
        if (held.Count > 0)
        {
            Emit(request, bytes, held.Writable, Stopwatch.GetTimestamp());
        }

        if (!request.Http10)
        {
            bytes.Write(HttpWriter.LastChunk);
        }

        request.EndSent = true;
        RecordingStage.Commit(request);
        var sent = bytes.Count == 0 || await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent;
    }
}
