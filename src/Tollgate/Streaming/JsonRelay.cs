using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering.Bpe;
using Tollgate.Recording;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>Relays JSON answers. Short ones are looked at whole before the first byte goes out, so that a broken one can still become a 502.</summary>
internal static class JsonRelay
{
    /// <summary>Understood answers up to this size are looked at whole before the first byte goes out, so that a broken one can still become a 502.</summary>
    private const int WholeBytes = 256 * 1024;

    public static LoopTask<RelayOutcome> Relay(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var encoded = AnswerKinds.IsEncoded(answer, connection);
        LocalTokens.BeginAnswer(request);
        request.Tap.BeginJson(request.Endpoint.Dialect, request.Endpoint.Format == WireFormat.CohereRerank);
        var isHere = framing == BodyFraming.Length && answer.Length + answer.ContentLength <= connection.In.Count && !encoded && !LocalTokens.HasLongPrompt(request);
        return isHere
            ? RelayWholeAsync(request, connection, (int)answer.ContentLength)
            : GatherAsync(request, connection, framing, encoded);
    }

    /// <summary>JSON is gathered up to <see cref="WholeBytes"/> and checked; a longer one is passed on as it comes.</summary>
    private static async LoopTask<RelayOutcome> GatherAsync(
        RequestContext request, UpstreamConnection connection, BodyFraming framing, bool encoded)
    {
        var answer = request.Answer!;
        var reader = request.Reader;
        SendBuffer? decoded = null;
        var headLength = answer.Length;
        var contentLength = answer.ContentLength;
        var head = AnswerWriter.ComposeHead(request, connection, 64, reframed: encoded);
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
                RelayStage.Arm(request, connection);
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

                reader.Mask?.Apply(decoded.Writable);
            }

            var whole = decoded ?? body;
            request.Tap.ObserveFirst(whole.Writable, request.Upstream);
            await LocalTokens.CountLongPromptAsync(request);
            if (reader.AtEnd)
            {
                return await SendWholeAsync(request, head, whole.Memory);
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
        RecordingStage.Commit(request);
        var sent = await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }

    private static SendBuffer ComposeWhole(RequestContext request, UpstreamConnection connection, int headLength, int length)
    {
        var bytes = AnswerWriter.ComposeHead(request, connection, length + 64, reframed: false);
        var body = connection.In.UnreadWritable.Slice(headLength, length);
        request.Tap.ObserveFirst(body, request.Upstream);
        AnswerWriter.WriteCost(bytes, request);
        AnswerWriter.EndHeadSized(bytes, length);
        bytes.Write(body);
        return bytes;
    }

    private static async LoopTask<RelayOutcome> SendWholeAsync(RequestContext request, SendBuffer head, ReadOnlyMemory<byte> body)
    {
        if (!IsWholeAnswer(request))
        {
            return RelayOutcome.BadAnswer;
        }

        AnswerWriter.WriteCost(head, request);
        AnswerWriter.EndHeadSized(head, body.Length);
        head.Write(body.Span);
        request.Record.ResponseBytes = body.Length;
        RecordingStage.Commit(request);
        return await AnswerWriter.SendAsync(request, head.Memory) ? RelayOutcome.Complete : RelayOutcome.ClientGone;
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
            AnswerWriter.EndHeadSized(head, contentLength);
        }
        else
        {
            AnswerWriter.EndHeadUnsized(head, request);
        }

        if (!await AnswerWriter.SendAsync(request, head.Memory) || !await ByteRelay.SendPieceAsync(request, gathered.Memory, sized, last: false))
        {
            return RelayOutcome.ClientGone;
        }

        return await ByteRelay.PassOnAsync(request, connection, sized);
    }
}
