using System.Diagnostics;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>Writes an answer to the client: status line, header lines, framing, chunks.</summary>
internal static class AnswerWriter
{
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
            Own = request.Endpoint.Kind == EndpointKind.ControlPlane,
            KeepRateLimits = request.Hold is null,
            KeepWebSocket = answer.Status == 101,
            DropContentEncoding = reframed,
        };
        if (request.Http10 && answer.FramingFor(request.Verb) is BodyFraming.Chunked or BodyFraming.UntilClose)
        {
            request.KeepAlive = false; // without chunks only the connection's end says where a body without a length ends
        }

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

        bytes.Write("\r\n"u8);
    }

    /// <summary>Says what an answer costs that has been looked at whole; nothing where that is not known.</summary>
    public static void WriteCost(SendBuffer bytes, RequestContext request)
    {
        MeteringStage.Settle(request, RelayOutcome.Complete, isDelivered: true);
        if (request.Record.Cost is { State: PriceState.Priced } cost)
        {
            bytes.Write("x-tollgate-cost-nanousd: "u8);
            bytes.Write(cost.NanoUsd);
            bytes.Write("\r\n"u8);
        }
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
        if (request.AwaitsDisk)
        {
            await RecordingStage.WhenDurableAsync(request);
        }

        request.Committed = true;
        request.IsSending = true;
        var sending = request.Client.SendAsync(bytes);
        var sent = sending.IsCompleted ? sending.GetAwaiter().GetResult() : await WhileUpstreamWaitsAsync(request, sending);
        request.IsSending = false;
        if (request.FirstOut == 0)
        {
            request.FirstOut = Stopwatch.GetTimestamp();
        }

        return sent;
    }

    /// <summary>While the client is slow, the upstream waits for us and not we for it: its time to the next read begins after that.</summary>
    private static async LoopTask<bool> WhileUpstreamWaitsAsync(RequestContext request, LoopTask<bool> sending)
    {
        var connection = request.Connection;
        connection?.Transport.ClearDeadline();
        var sent = await sending;
        if (connection is not null)
        {
            RelayStage.Arm(request, connection);
        }

        return sent;
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
}
