using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Json;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>
/// The engine's own refusal of a control-plane request, in the shape that the control plane itself would give it: <c>application/problem+json</c>
/// (RFC 9457), and under <c>/v1</c> what clients of the data plane know.
/// </summary>
internal static class ControlRefusal
{
    private const int MaxBytes = 2048;
    private const int MaxTextBytes = 512;

    public static LoopTask SendAsync(RequestContext request, GatewayFault fault) =>
        fault.Code == FaultCode.ClientCancel || request.Path.StartsWith("/v1/"u8) ? Refusal.SendAsync(request, fault) : SendProblemAsync(request, fault);

    private static async LoopTask SendProblemAsync(RequestContext request, GatewayFault fault)
    {
        request.Record.Fault = fault.Code;
        request.Record.ErrorClass = fault.Entry.Class;
        request.Record.Status = fault.Status;
        var bytes = Compose(request, fault);
        request.Committed = true;
        if (!await request.Client.SendAsync(bytes.Memory))
        {
            request.KeepAlive = false;
        }

        bytes.Return();
    }

    private static SendBuffer Compose(RequestContext request, in GatewayFault fault)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop);
        var written = 0;
        HttpWriter.TryWriteStatusLine(fault.Status, bytes.Reserve(64), ref written);
        bytes.Advance(written);
        Span<byte> body = stackalloc byte[MaxBytes];
        var length = WriteBody(body, request, fault);
        AnswerHead.WriteCommon(bytes, request);
        if (fault.RetryAfterSeconds > 0)
        {
            bytes.Write("retry-after: "u8);
            bytes.Write(fault.RetryAfterSeconds);
            bytes.Write("\r\n"u8);
        }

        bytes.Write("content-type: application/problem+json\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-length: "u8);
        bytes.Write(length);
        bytes.Write("\r\n\r\n"u8);
        if (request.Verb != HttpVerb.Head)
        {
            bytes.Write(body[..length]);
            request.Record.ResponseBytes = length;
        }

        return bytes;
    }

    private static int WriteBody(Span<byte> to, RequestContext request, in GatewayFault fault)
    {
        var json = new JsonSpanWriter(to);
        json.Raw("{\"type\":\"/docs#"u8);
        json.Raw(fault.Entry.Name);
        json.Raw("\",\"title\":\""u8);
        json.Text(fault.Entry.Message, MaxTextBytes);
        json.Raw("\",\"status\":"u8);
        json.Number(fault.Status);
        json.Raw(",\"detail\":\""u8);
        json.Text(fault.Text, MaxTextBytes);
        json.Raw("\",\"instance\":\""u8);
        json.Text(request.Record.Get(Recording.RecordText.Path), MaxTextBytes);
        json.Raw("\",\"code\":\""u8);
        json.Raw(fault.Entry.Name);
        json.Raw("\",\"request_id\":\""u8);
        json.Text(request.Id, MaxTextBytes);
        json.Raw("\"}"u8);
        return json.Written;
    }
}
