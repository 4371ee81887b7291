using System.Diagnostics;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming.Live;

/// <summary>
/// Where a session of Google's Live API may go. Its model stands in the client's first message, which no client sends before its WebSocket is open;
/// so the gateway opens it, reads that message, and from there on the request goes the way of every other. What would be an answer with a status is
/// the WebSocket's close with a reason, as it is at Google itself.
/// </summary>
internal static class LiveStage
{
    /// <summary>Time for the first message to arrive in.</summary>
    private const long SetupMs = 30_000;

    private const int MaxModelBytes = 256;

    public static bool Takes(RequestContext request) => ReferenceEquals(request.Endpoint.Name, SurfaceNames.Live);

    public static async LoopTask<GatewayFault> ResolveAsync(RequestContext request)
    {
        if (!Array.Exists(request.Snapshot.Providers, provider => provider.Dialect == Dialect.Gemini))
        {
            return new GatewayFault(FaultCode.NotFound, "No provider is configured that speaks Google's API.");
        }

        var fault = Open(request, out var head);
        if (fault.Code != FaultCode.None)
        {
            return fault;
        }

        request.Live = new LiveOpening(request.Services.BodyMemory);
        var sent = await request.Client.SendAsync(head!.Memory);
        head.Return();
        if (!sent)
        {
            return FaultCode.ClientCancel;
        }

        var transport = request.Client.Transport;
        transport.SetDeadline(SetupMs);
        fault = await request.Live.ReadAsync(request);
        transport.ClearDeadline();
        request.BodyRead = Stopwatch.GetTimestamp(); // the time until here was the client's
        if (fault.Code != FaultCode.None)
        {
            return fault;
        }

        return request.Live.Model.Length is > 0 and <= MaxModelBytes
            ? RouteStage.ResolveModel(request, request.Live.Model)
            : new GatewayFault(FaultCode.ModelNotFound, $"The model's name is empty, or longer than {MaxModelBytes} bytes.", "setup.model");
    }

    private static GatewayFault Open(RequestContext request, out SendBuffer? head)
    {
        head = null;
        Span<byte> proof = stackalloc byte[WebSocketAccept.Bytes];
        if (!request.Body.IsComplete || !WebSocketAccept.TryProve(request.Head, request.Client.In.Unread, proof))
        {
            return new GatewayFault(FaultCode.ValidationError, "This address opens a WebSocket (RFC 6455), and nothing else.", "upgrade");
        }

        head = SendBuffer.Rent(request.Services.Loop);
        var written = 0;
        HttpWriter.TryWriteStatusLine(101, head.Reserve(64), ref written);
        head.Advance(written);
        request.Record.Status = 101;
        AnswerHead.WriteCommon(head, request);
        head.Write("connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: "u8);
        head.Write(proof);
        head.Write("\r\n\r\n"u8);
        request.KeepAlive = false;
        return default;
    }
}
