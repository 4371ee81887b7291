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
        var translation = request.Translation!;
        var translator = translation.Translator;
        var written = SendBuffer.Rent(request.Services.Loop);
        var bytes = SendBuffer.Rent(request.Services.Loop);
        var together = true;
        try
        {
            translation.Context.Out.Begin(written);
            var reader = request.Stream
                ? translator.BeginStream(translation.Context, translation.Figures)
                : translator.BeginGathering(translation.Figures);
            if (!TryRead(request, reader, body, frames))
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

            if (!translation.TryReserve(2L * body.Length)) // what is written for the client is about as long
            {
                return await TranslatedRefusal.SendAsync(request, NoMemory, FailureKinds.StatusOf(NoMemory.Kind), [(byte)'1']);
            }

            if (request.Stream)
            {
                TranslatedAnswer.BeginStream(bytes, request);
                TranslatedAnswer.WritePiece(bytes, request, written.Span, hasEnd: true, isLast: true);
            }
            else
            {
                translator.WriteGathered(translation.Context);
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
