using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Streaming;

/// <summary>
/// Answers that are gathered before anything goes out: those that the client wants whole, those that the provider gave whole although a stream was
/// asked for, and compressed ones.
/// </summary>
internal static class TranslatedWhole
{
    /// <summary>Longest answer that is carried over whole: it is held in memory, unlike one that is passed through.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private static UpstreamFailure NoMemory { get; } = new()
    {
        Kind = FailureKind.Overloaded,
        Message = "The gateway is overloaded and unavailable. Retry later.",
        Code = "GATEWAY_OVERLOADED",
    };

    public static async LoopTask<RelayOutcome> RelayAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing, FrameKind frames)
    {
        var loop = request.Services.Loop;
        var encoded = AnswerKinds.IsEncoded(request.Answer!, connection);
        var known = !encoded || AnswerDecoder.Knows(request.Answer!.ValueOf(KnownField.ContentEncoding).Of(connection.In.Unread));
        if (!known || request.Answer!.ContentLength > MaxBytes)
        {
            return RelayOutcome.BadAnswer;
        }

        TranslatedRelay.Begin(request, connection, framing);
        var body = SendBuffer.Rent(loop);
        SendBuffer? decoded = null;
        try
        {
            while (body.Count <= MaxBytes && request.Translation!.TryReserve(body.Count) && await request.Reader.ReadAsync())
            {
                body.Write(request.Reader.Payload.Span);
                request.Reader.Advance();
                RelayStage.Arm(request, connection);
            }

            if (request.Reader.Broke)
            {
                return RelayOutcome.UpstreamBroke;
            }

            if (!request.Reader.AtEnd && body.Count <= MaxBytes)
            {
                return await TranslatedRefusal.SendAsync(request, NoMemory, FailureKinds.StatusOf(NoMemory.Kind), [(byte)'1']);
            }

            decoded = encoded ? AnswerDecoder.Decode(loop, body.Memory, MaxBytes) : null;
            return body.Count > MaxBytes || (encoded && decoded is null)
                ? RelayOutcome.BadAnswer
                : await TranslateAsync(request, decoded?.Memory ?? body.Memory, frames);
        }
        finally
        {
            body.Return();
            decoded?.Return();
        }
    }

    private static async LoopTask<RelayOutcome> TranslateAsync(RequestContext request, ReadOnlyMemory<byte> body, FrameKind frames)
    {
        var loop = request.Services.Loop;
        var translation = request.Translation!;
        var translator = translation.Translator;
        if (!translation.TryReserve(ReadingMemory.Of(body.Span)))
        {
            return await TranslatedRefusal.SendAsync(request, NoMemory, FailureKinds.StatusOf(NoMemory.Kind), [(byte)'1']);
        }

        // A buffer of the loop may grow elsewhere, if it is none of the loop's own blocks to begin with.
        var isLong = body.Length > Translation.OnLoopBytes && frames == FrameKind.None && !request.Stream;
        var written = SendBuffer.Rent(loop, isLong ? body.Length : BufferPool.BlockSize);
        var bytes = SendBuffer.Rent(loop);
        var together = true;
        try
        {
            translation.Context.Out.Begin(written);
            if (!(isLong ? await TranslateAsideAsync(request, body, frames) : TryTranslate(request, body, frames)))
            {
                return RelayOutcome.BadAnswer;
            }

            if (translator.Failure is { } failure && !request.HeadIsOut)
            {
                if (translator.MetersFailure)
                {
                    MeteringStage.Settle(request, RelayOutcome.Complete, isDelivered: false);
                }

                return await TranslatedRefusal.SendAsync(request, failure, FailureKinds.StatusOf(failure.Kind), []);
            }

            if (request.Stream)
            {
                TranslatedAnswer.BeginStream(bytes, request);
                TranslatedAnswer.WritePiece(bytes, request, written.Span, hasEnd: true, isLast: true);
            }
            else
            {
                together = written.Count <= RequestComposer.TogetherBytes;
                TranslatedAnswer.WriteWhole(bytes, request, written.Span, together);
                RecordingStage.Commit(request);
            }

            return await AnswerWriter.SendAsync(request, bytes.Memory) && (together || await AnswerWriter.SendAsync(request, written.Memory))
                ? RelayOutcome.Complete
                : RelayOutcome.ClientGone;
        }
        finally
        {
            written.Return();
            bytes.Return();
        }
    }

    /// <summary>A long answer is translated beside the loop, whose streams would wait for it.</summary>
    private static LoopTask<bool> TranslateAsideAsync(RequestContext request, ReadOnlyMemory<byte> body, FrameKind frames) =>
        request.Services.Loop.Await(Task.Run(() => TryTranslate(request, body, frames)));

    /// <summary>Reads the answer and writes it for the client. False where it is none.</summary>
    private static bool TryTranslate(RequestContext request, ReadOnlyMemory<byte> body, FrameKind frames)
    {
        var translation = request.Translation!;
        var translator = translation.Translator;
        var reader = request.Stream
            ? translator.BeginStream(translation.Context, translation.Figures)
            : translator.BeginGathering(translation.Figures);
        if (!TryRead(request, reader, body, frames))
        {
            return false;
        }

        if (!request.Stream && (translator.Failure is null || request.HeadIsOut))
        {
            translator.WriteGathered(translation.Context);
        }

        return true;
    }

    private static bool TryRead(RequestContext request, AnswerReader reader, ReadOnlyMemory<byte> body, FrameKind frames)
    {
        if (frames == FrameKind.None)
        {
            return reader.TryReadWhole(body);
        }

        var feed = new FrameFeed(frames, reader, request.Services.Loop);
        feed.Feed(body);
        var isWhole = feed.Finish();
        feed.Release();
        return isWhole;
    }
}
