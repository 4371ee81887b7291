using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>What cannot be said by a status any more, since the head has gone out (<see cref="EarlyHead"/>): an event says it.</summary>
internal static class LateAnswer
{
    /// <summary>Longest error of an upstream that is passed on in its own words.</summary>
    private const int MaxErrorBytes = 64 * 1024;

    /// <summary>The gateway's own refusal.</summary>
    public static async LoopTask RefuseAsync(RequestContext request, GatewayFault fault)
    {
        request.Record.Status = 200;
        request.IsSettled = true; // nothing of an answer reached anybody
        RecordingStage.Commit(request);
        await EventRelay.SendErrorAsync(request, fault);
    }

    /// <summary>An upstream's answer that is no stream: its error in its own words where they can stand in an event, else in ours.</summary>
    public static async LoopTask<RelayOutcome> RelayAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var status = answer.Status;
        if (status is >= 200 and < 300)
        {
            return RelayOutcome.BadAnswer; // a success that was to be a stream of events and is none
        }

        var isJson = request.Tap.IsJson || Starts(answer.ValueOf(KnownField.ContentType).Of(connection.In.Unread), "application/json"u8);
        isJson &= !AnswerKinds.IsEncoded(answer, connection) && request.Endpoint.Shape != EndpointShape.Responses;
        var length = answer.ContentLength;
        connection.In.Consume(answer.Length);
        request.Reader.Begin(connection.In, framing, length);
        request.ReleaseAnswer();
        var body = SendBuffer.Rent(request.Services.Loop);
        while (body.Count <= MaxErrorBytes && await request.Reader.ReadAsync())
        {
            body.Write(request.Reader.Payload.Span);
            request.Reader.Advance();
            RelayStage.Arm(request, connection);
        }

        var isWhole = request.Reader.AtEnd && body.Count <= MaxErrorBytes;
        request.UpstreamReusable &= isWhole;
        request.Record.ErrorClass = ErrorClasses.OfUpstreamStatus(status);
        request.Record.Status = 200;
        request.IsSettled = true; // an error costs nothing
        RecordingStage.Commit(request);
        var sent = await SendAsync(request, status, isJson && isWhole ? body.Memory : default);
        body.Return();
        request.Record.Cancelled |= !sent;
        return RelayOutcome.Complete;
    }

    private static async LoopTask<bool> SendAsync(RequestContext request, int status, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            var fault = new GatewayFault(FaultCode.UpstreamError, $"The provider answered with status {status}.");
            request.Record.Fault = fault.Code;
            await EventRelay.SendErrorAsync(request, fault);
            return !request.Client.Transport.IsHungUp;
        }

        var bytes = SendBuffer.Rent(request.Services.Loop, body.Length + 256);
        Compose(bytes, request, body.Span);
        request.KeepAlive = false;
        request.EndSent = true;
        var sent = await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent;
    }

    private static void Compose(SendBuffer bytes, RequestContext request, ReadOnlySpan<byte> body)
    {
        var text = SendBuffer.Rent(request.Services.Loop, body.Length + 128);
        if (request.Endpoint.Dialect == Dialect.Anthropic)
        {
            text.Write("event: error\n"u8);
        }

        foreach (var line in body.SplitAny((byte)'\r', (byte)'\n'))
        {
            if (!body[line].IsEmpty)
            {
                text.Write("data: "u8);
                text.Write(body[line]);
                text.Write("\n"u8);
            }
        }

        text.Write("\n"u8);
        request.Record.ResponseBytes += text.Count;
        if (request.Http10)
        {
            bytes.Write(text.Span);
        }
        else
        {
            AnswerWriter.WriteChunk(bytes, text.Span);
            bytes.Write(HttpWriter.LastChunk);
        }

        text.Return();
    }

    private static bool Starts(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && System.Text.Ascii.EqualsIgnoreCase(type[..name.Length], name);
}
