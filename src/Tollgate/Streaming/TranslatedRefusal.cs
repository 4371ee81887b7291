using System.Globalization;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Streaming;

/// <summary>A provider's refusal, in the client's own terms.</summary>
internal static class TranslatedRefusal
{
    /// <summary>Longest error that is read.</summary>
    private const int MaxBytes = 256 * 1024;
    private const int MaxRetryAfterBytes = 64;

    /// <summary>Reads the refusal and tells it.</summary>
    public static async LoopTask<RelayOutcome> RelayAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var status = answer.Status;
        var encoded = AnswerKinds.IsEncoded(answer, connection);
        var retryAfter = answer.ValueOf(KnownField.RetryAfter).Of(connection.In.Unread);
        retryAfter = retryAfter.Length > MaxRetryAfterBytes ? default : retryAfter;
        var hint = retryAfter.IsEmpty ? [] : retryAfter.ToArray();
        var errorType = ErrorType(answer, connection.In.Unread);
        TranslatedRelay.Begin(request, connection, framing);
        var body = SendBuffer.Rent(request.Services.Loop);
        while (body.Count <= MaxBytes && await request.Reader.ReadAsync())
        {
            body.Write(request.Reader.Payload.Span);
            request.Reader.Advance();
            RelayStage.Arm(request, connection);
        }

        request.UpstreamReusable &= request.Reader.AtEnd;
        var decoded = encoded ? AnswerDecoder.Decode(request.Services.Loop, body.Memory, MaxBytes * 4) : null;
        if (decoded is not null)
        {
            request.Reader.Mask?.Apply(decoded.Writable);
        }

        var text = encoded ? decoded?.Memory ?? default : body.Memory;
        var outcome = CloudRefusal.IsOwn(request, text.Span)
            ? await CloudRefusal.SendAsync(request, status, hint, text)
            : await SendAsync(request, request.Translation!.Translator.ReadFailure(status, errorType, text), status, hint);
        decoded?.Return();
        body.Return();
        return outcome;
    }

    /// <summary>Amazon says beside the body what kind of error it is.</summary>
    private static byte[] ErrorType(ResponseHead answer, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < answer.FieldCount; i++)
        {
            ref readonly var field = ref answer.FieldAt(i);
            if (Ascii.EqualsIgnoreCase(field.Name.Of(bytes), "x-amzn-errortype"u8))
            {
                return field.Value.Of(bytes).ToArray();
            }
        }

        return [];
    }

    /// <summary>Tells the client of a failure: by status and body, or by an event where the head is out.</summary>
    public static async LoopTask<RelayOutcome> SendAsync(RequestContext request, UpstreamFailure failure, int status, byte[] retryAfter)
    {
        var translation = request.Translation!;
        var written = SendBuffer.Rent(request.Services.Loop);
        var bytes = SendBuffer.Rent(request.Services.Loop);
        translation.Context.Out.Begin(written);
        request.IsSettled = true; // an error costs nothing, but for what was counted before
        if (request.HeadIsOut)
        {
            request.Record.ErrorClass = ErrorClasses.OfUpstreamStatus(status);
            translation.Translator.WriteBreak(failure, translation.Context);
            SecretMask.Of(request.Upstream)?.Apply(written.Writable);
            TranslatedAnswer.WritePiece(bytes, request, written.Span, hasEnd: true, isLast: true);
        }
        else
        {
            status = translation.Translator.WriteFailure(failure, status, translation.Context);
            SecretMask.Of(request.Upstream)?.Apply(written.Writable); // also where an error came with a good status
            if (retryAfter.Length == 0 && failure.RetryAfterSeconds > 0)
            {
                retryAfter = Encoding.ASCII.GetBytes(failure.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture));
            }

            TranslatedAnswer.WriteRefusal(bytes, request, status, retryAfter, written.Span);
            RecordingStage.Commit(request);
        }

        var sent = await AnswerWriter.SendAsync(request, bytes.Memory);
        written.Return();
        bytes.Return();
        return sent ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }
}
