using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Streaming;

/// <summary>
/// A refusal in a content coding that cannot be taken off here. What stands in it nobody can vouch for, the credential perhaps: the client gets its
/// status, and our own words in its dialect. The body is left unread, which costs the connection.
/// </summary>
internal static class UnreadableRefusal
{
    private const int MaxRetryAfterBytes = 64;

    public static async LoopTask<RelayOutcome> SendAsync(RequestContext request, UpstreamConnection connection)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop);
        Write(bytes, request, connection);
        request.UpstreamReusable = false;
        request.IsSettled = true; // an error costs nothing
        request.ReleaseAnswer();
        RecordingStage.Commit(request);
        var sent = await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }

    private static void Write(SendBuffer bytes, RequestContext request, UpstreamConnection connection)
    {
        var answer = request.Answer!;
        var written = 0;
        HttpWriter.TryWriteStatusLine(answer.Status, bytes.Reserve(64), ref written);
        bytes.Advance(written);
        request.Record.Status = answer.Status;
        bytes.Write("content-type: application/json\r\n"u8);
        var retryAfter = answer.ValueOf(KnownField.RetryAfter).Of(connection.In.Unread);
        if (retryAfter.Length is > 0 and <= MaxRetryAfterBytes)
        {
            bytes.Write("retry-after: "u8);
            bytes.Write(retryAfter);
            bytes.Write("\r\n"u8);
        }

        AnswerHead.WriteCommon(bytes, request);
        Span<byte> body = stackalloc byte[ErrorBody.MaxBytes];
        var fault = new GatewayFault(FaultCode.UpstreamError, $"The provider refused with status {answer.Status}, in a content coding that cannot be read here.");
        var length = ErrorBody.Write(request.Endpoint.Dialect, fault, request.Id, body);
        AnswerWriter.EndHeadSized(bytes, length);
        bytes.Write(body[..length]);
        request.Record.ResponseBytes = length;
        request.Capture?.AddAnswer(body[..length]);
    }
}
