using System.Diagnostics;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>
/// A body that is passed on as it comes, while the answer is waited for at the same time: an upstream may refuse early, or answer a
/// stream with a stream. The upload goes on beside the answer's relay and is ended with it.
/// </summary>
internal static class UploadExchange
{
    private const long IdleMs = 60_000;

    public static async LoopTask<AttemptOutcome> RunAsync(RequestContext request, UpstreamConnection connection)
    {
        if (!await BodyStage.InviteAsync(request))
        {
            return AttemptOutcome.ClientGone;
        }

        var limit = request.IsRaw ? long.MaxValue : request.Services.Shared.Server.MaxStreamBodyBytes;
        var chunked = request.Head.Chunked;
        request.Body.DropHead();
        var upload = new Upload();
        request.Upload = upload;
        SendBodyAsync(request, connection, upload, chunked, limit).Forget();
        request.Answer = request.Services.RentAnswer();
        var outcome = await connection.ReadHeadAsync(request.Answer, request.Services.Limits);
        request.AnswerHead = Stopwatch.GetTimestamp();
        if (outcome == HeadOutcome.Ok)
        {
            return AttemptOutcome.Answered;
        }

        var failure = upload.Failed ? AttemptOutcome.BodyFailed : AttemptStage.Classify(request, connection, outcome);
        AttemptStage.Discard(request);
        return failure == AttemptOutcome.DeadConnection ? AttemptOutcome.Reset : failure;
    }

    /// <summary>Whatever happens to it, its end is told: others wait for that.</summary>
    private static async LoopTask SendBodyAsync(
        RequestContext request, UpstreamConnection connection, Upload upload, bool chunked, long limit)
    {
        try
        {
            await PassOnAsync(request, connection, upload, chunked, limit);
        }
        finally
        {
            upload.HasEnded = true;
            upload.Ended.Set();
        }
    }

    private static async LoopTask PassOnAsync(
        RequestContext request, UpstreamConnection connection, Upload upload, bool chunked, long limit)
    {
        var body = request.Body;
        var frame = SendBuffer.Rent(request.Services.Loop, 64);
        while (true)
        {
            if (body.Length > 0 || body.IsComplete)
            {
                if (!await SendPieceAsync(request, connection, frame, chunked))
                {
                    break;
                }

                body.PassedOn();
                if (body.IsComplete)
                {
                    upload.Done = true;
                    break;
                }
            }

            connection.Transport.SetDeadline(IdleMs);
            var status = await ReadAsync(request, limit);
            if (upload.IsUnwanted)
            {
                break;
            }

            if (status is not (BodyStatus.More or BodyStatus.Complete))
            {
                // The upstream must not take what it has for the whole.
                upload.Failed = true;
                upload.Status = status;
                connection.Transport.Abort(AbortReason.Cancelled);
                break;
            }
        }

        frame.Return();
        request.Record.RequestBytes = body.Received;
        if (upload.Done && !upload.AnswerHasBegun)
        {
            connection.Transport.SetDeadline(request.Upstream?.Deadlines.FirstByteStream ?? IdleMs);
        }
    }

    /// <summary>A client that is slow to take its answer is being timed for that: then the upload has the upstream's deadline only.</summary>
    private static async LoopTask<BodyStatus> ReadAsync(RequestContext request, long limit)
    {
        var client = request.Client.Transport;
        if (!request.IsSending)
        {
            client.SetDeadline(IdleMs);
        }

        var status = await request.Body.ReadPieceAsync(limit);
        if (!request.IsSending && request.Upload is { IsUnwanted: false })
        {
            client.ClearDeadline();
        }

        return status;
    }

    /// <summary>Sends what is at hand; the first piece is what had to be looked at, with its edits.</summary>
    private static async LoopTask<bool> SendPieceAsync(RequestContext request, UpstreamConnection connection, SendBuffer frame, bool chunked)
    {
        var body = request.Body;
        var length = body.Length == 0 ? 0 : request.Edits.SplicedLength(body.Length);
        frame.Clear();
        if (chunked && length > 0)
        {
            frame.WriteHex(length);
            frame.Write("\r\n"u8);
            if (!await connection.Transport.SendAsync(frame.Memory))
            {
                return false;
            }

            frame.Clear();
            frame.Write("\r\n"u8);
        }

        if (length > 0 && !await RequestComposer.SendSplicedAsync(request, connection))
        {
            return false;
        }

        request.Edit(default);
        if (chunked && body.IsComplete)
        {
            frame.Write(HttpWriter.LastChunk);
        }

        return frame.Count == 0 || await connection.Transport.SendAsync(frame.Memory);
    }
}
