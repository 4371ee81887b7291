using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Streaming;
using Tollgate.Streaming.Live;
using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>Answers with one of the gateway's own faults, in the client's dialect.</summary>
internal static class Refusal
{
    public static async LoopTask SendAsync(RequestContext request, GatewayFault fault)
    {
        request.Record.Fault = fault.Code;
        request.Record.ErrorClass = fault.Entry.Class;
        request.Record.Status = fault.Status;
        if (fault.Code == FaultCode.ClientCancel)
        {
            request.Record.Cancelled = true;
            request.KeepAlive = false;
            return;
        }

        if (request.HeadIsOut)
        {
            await LateAnswer.RefuseAsync(request, fault);
            return;
        }

        if (fault.Code == FaultCode.RequestTimeout)
        {
            request.KeepAlive = false;
            request.Client.Transport.TryOutliveDeadline(); // what ended was the wait for its body
        }

        if (request.Live is not null)
        {
            await LiveRefusal.SendAsync(request, fault);
            return;
        }

        var bytes = Compose(request, fault);
        RecordingStage.Commit(request);
        await RecordingStage.WhenDurableAsync(request);
        request.Committed = true;
        if (!await request.Client.SendAsync(bytes.Memory))
        {
            request.KeepAlive = false;
        }

        bytes.Return();
    }

    /// <summary>For a head that could not be parsed: there is no request to speak of, and the connection ends.</summary>
    public static async LoopTask SendRawAsync(ClientConnection client, GatewayFault fault)
    {
        var bytes = SendBuffer.Rent(client.Transport.Loop);
        WriteStatus(bytes, fault.Status);
        bytes.Write("connection: close\r\n"u8);
        WriteBody(bytes, Dialect.OpenAi, fault, default, bodiless: false);
        await client.SendAsync(bytes.Memory);
        bytes.Return();
    }

    private static SendBuffer Compose(RequestContext request, in GatewayFault fault)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop);
        WriteStatus(bytes, fault.Status);
        AnswerHead.WriteCommon(bytes, request);
        if (fault.RetryAfterSeconds > 0)
        {
            bytes.Write("retry-after: "u8);
            bytes.Write(fault.RetryAfterSeconds);
            bytes.Write("\r\n"u8);
        }

        if (fault.Code == FaultCode.AuthMissingToken || fault.Code == FaultCode.AuthInvalidToken || fault.Code == FaultCode.AuthExpiredToken)
        {
            bytes.Write("www-authenticate: Bearer\r\n"u8);
        }

        request.Record.ResponseBytes = WriteBody(bytes, request.Endpoint.Dialect, fault, request.Id, bodiless: request.Verb == HttpVerb.Head);
        return bytes;
    }

    private static void WriteStatus(SendBuffer bytes, int status)
    {
        var written = 0;
        HttpWriter.TryWriteStatusLine(status, bytes.Reserve(64), ref written);
        bytes.Advance(written);
    }

    private static int WriteBody(SendBuffer bytes, Dialect dialect, in GatewayFault fault, ReadOnlySpan<byte> requestId, bool bodiless)
    {
        Span<byte> body = stackalloc byte[ErrorBody.MaxBytes];
        var length = ErrorBody.Write(dialect, fault, requestId, body);
        bytes.Write("content-type: application/json\r\ncache-control: no-store\r\ncontent-length: "u8);
        bytes.Write(length);
        bytes.Write("\r\n\r\n"u8);
        if (bodiless)
        {
            return 0; // an answer to HEAD says what GET would bring, and brings nothing
        }

        bytes.Write(body[..length]);
        return length;
    }
}
