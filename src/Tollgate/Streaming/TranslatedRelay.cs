using System.Diagnostics;
using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering.Bpe;

namespace Tollgate.Streaming;

/// <summary>Relays the answer of a provider that speaks another format than the client. A stream is carried over frame by frame, as it comes.</summary>
internal static class TranslatedRelay
{
    public static LoopTask<RelayOutcome> RunAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var translation = request.Translation!;
        request.UpstreamReusable = answer.KeepAlive && framing != BodyFraming.UntilClose;
        LocalTokens.BeginAnswer(request);
        request.Tap.BeginTranslated(translation.Figures, request.Stream);
        RelayStage.Arm(request, connection);
        translation.ReleaseBody();
        translation.Limits.Read(answer, connection.In.Unread, request.Services.UnixMilliseconds);
        if (answer.Status is not (>= 200 and < 300))
        {
            return TranslatedRefusal.RelayAsync(request, connection, framing);
        }

        if (framing == BodyFraming.None || TranslatedAnswer.FramesOf(request, connection) is not { } frames)
        {
            return new LoopTask<RelayOutcome>(RelayOutcome.BadAnswer);
        }

        return request.Stream && frames != FrameKind.None && !AnswerKinds.IsEncoded(answer, connection)
            ? StreamAsync(request, connection, framing, frames)
            : TranslatedWhole.RelayAsync(request, connection, framing, frames);
    }

    private static async LoopTask<RelayOutcome> StreamAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing, FrameKind frames)
    {
        var translation = request.Translation!;
        var payload = request.Reader;
        Begin(request, connection, framing);
        var feed = new FrameFeed(frames, translation.Translator.BeginStream(translation.Context, translation.Figures), request.Services.Loop);
        var events = SendBuffer.Rent(request.Services.Loop);
        var isLast = connection.In.Count > 0 && await payload.ReadAsync() && Take(request, feed, events);
        if (translation.Translator.Failure is { } failure && !translation.Figures.HasFirstToken && !request.HeadIsOut)
        {
            events.Return();
            feed.Release();
            request.UpstreamReusable = false; // the rest of its body was not read
            return await TranslatedRefusal.SendAsync(request, failure, FailureKinds.StatusOf(failure.Kind), []);
        }

        var sent = await SendAsync(request, feed, events, isLast, opens: true);
        await LocalTokens.CountLongPromptAsync(request);
        RelayStage.ReleaseForStream(request);
        if (!translation.Context.AsArray)
        {
            request.Heartbeat.Start(request); // a comment has no place in an array
        }

        while (sent && !isLast && !feed.IsBroken && await payload.ReadAsync())
        {
            RelayStage.Arm(request, connection);
            request.Heartbeat.Seen();
            await request.Heartbeat.QuietAsync();
            events = SendBuffer.Rent(request.Services.Loop);
            isLast = Take(request, feed, events);
            sent = await SendAsync(request, feed, events, isLast, opens: false);
        }

        request.Heartbeat.Stop();
        await request.Heartbeat.QuietAsync(); // what follows writes to the same socket
        if (sent && !isLast && !feed.IsBroken && !payload.Broke)
        {
            events = SendBuffer.Rent(request.Services.Loop);
            translation.Context.Out.Begin(events);
            isLast = feed.Finish();
            sent = await SendAsync(request, feed, events, isLast, opens: false);
        }

        feed.Release();
        return !sent ? RelayOutcome.ClientGone
            : isLast ? RelayOutcome.Complete
            : feed.IsTooLong ? RelayOutcome.LineTooLong
            : RelayOutcome.UpstreamBroke;
    }

    /// <summary>Begins to read the answer's body; its head gives its memory back.</summary>
    public static void Begin(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        connection.In.Consume(answer.Length);
        request.Reader.Begin(connection.In, framing, answer.ContentLength);
        request.ReleaseAnswer();
    }

    /// <summary>Translates the payload at hand. True when the answer ended with it, in good order.</summary>
    private static bool Take(RequestContext request, FrameFeed feed, SendBuffer events)
    {
        var payload = request.Reader;
        request.Translation!.Context.Out.Begin(events);
        if (request.FirstAnswerByte == 0)
        {
            request.FirstAnswerByte = Stopwatch.GetTimestamp();
        }

        feed.Feed(payload.Payload);
        payload.Advance();
        return payload.AtEnd && feed.Finish();
    }

    /// <summary>Sends what was written; nothing, where that is nothing.</summary>
    private static async LoopTask<bool> SendAsync(RequestContext request, FrameFeed feed, SendBuffer events, bool isLast, bool opens)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop, events.Count + 1024);
        if (opens)
        {
            TranslatedAnswer.BeginStream(bytes, request);
        }

        if (request.Translation!.Translator.Failure is not null)
        {
            SecretMask.Of(request.Upstream)?.Apply(events.Writable); // an error in the middle of a good answer may repeat it as well
        }

        TranslatedAnswer.WritePiece(bytes, request, events.Span, feed.HasEnded, isLast);
        events.Return();
        var sent = bytes.Count == 0 || await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent;
    }
}
