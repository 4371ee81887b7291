using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Listening;

/// <summary>Writes a request as the control plane gets it: the client's own, with what only the engine knows about it in lines that no client can write.</summary>
internal static class ControlHead
{
    /// <summary>Up to this size the body goes out with the head in one send.</summary>
    private const int TogetherBytes = 32 * 1024;

    /// <summary>Sends head and, if it is at hand whole, body. False when the connection broke.</summary>
    public static async LoopTask<bool> SendAsync(RequestContext request, UpstreamConnection connection)
    {
        var whole = request.Body.IsComplete;
        var bytes = Compose(request, whole ? request.Body.Length : -1);
        var together = whole && request.Body.Length <= TogetherBytes;
        if (together)
        {
            bytes.Write(request.Body.Bytes);
        }

        var sent = await connection.Transport.SendAsync(bytes.Memory);
        bytes.Return();
        return sent && (together || !whole || await connection.Transport.SendAsync(request.Body.Memory));
    }

    private static SendBuffer Compose(RequestContext request, int bodyLength)
    {
        var head = request.Head;
        var input = request.Client.In.Unread;
        var bytes = SendBuffer.Rent(request.Services.Loop, head.Length + Math.Min(Math.Max(bodyLength, 0), TogetherBytes) + 1024);
        bytes.Write(head.Method.Of(input));
        bytes.Write(" "u8);
        bytes.Write(request.Path);
        if (!head.Query.IsEmpty)
        {
            bytes.Write("?"u8);
            bytes.Write(head.Query.Of(input));
        }

        bytes.Write(" HTTP/1.1\r\n"u8);
        if (!head.Has(KnownField.Host))
        {
            bytes.Write("Host: tollgate\r\n"u8); // HTTP/1.0 may do without
        }

        WriteFacts(bytes, request);
        var options = new HeaderPolicyRequestOptions { Own = true, KeepAcceptEncoding = true, KeepWebSocket = head.UpgradeRequested };
        var written = 0;
        HeaderPolicy.CopyRequestFields(head, input, bytes.Reserve(head.Length), ref written, options);
        bytes.Advance(written);
        RequestComposer.WriteFraming(bytes, request, bodyLength);
        return bytes;
    }

    private static void WriteFacts(SendBuffer bytes, RequestContext request)
    {
        bytes.Write("x-request-id: "u8);
        bytes.Write(request.Id);
        bytes.Write("\r\nx-tollgate-peer: "u8);
        bytes.Write(request.Record.Get(RecordText.ClientAddress));
        bytes.Write("\r\nx-tollgate-listener: "u8);
        bytes.Write(request.Client.Listener.Name);
        bytes.Write("\r\n"u8);
        if (request.Client.Tls is { } tls)
        {
            bytes.Write("x-tollgate-tls: "u8);
            bytes.Write(tls.Protocol);
            bytes.Write("\r\n"u8);
            if (tls.CertificateSha256 is { } hash)
            {
                Span<byte> hex = stackalloc byte[2 * hash.Length];
                _ = Convert.TryToHexStringLower(hash, hex, out var length);
                bytes.Write("x-tollgate-client-cert: "u8);
                bytes.Write(hex[..length]);
                bytes.Write("\r\n"u8);
            }
        }
    }
}
