using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Streaming.Live;

/// <summary>What cannot be said by a status any more, since the WebSocket is open: its close says it.</summary>
internal static class LiveRefusal
{
    /// <summary>How long a client may take to close a session that it was told is over.</summary>
    private const long FarewellMs = 2_000;

    /// <summary>What a client may still say meanwhile.</summary>
    private const int FarewellBytes = 1024 * 1024;

    /// <summary>The gateway's own refusal; the record has it.</summary>
    public static LoopTask SendAsync(RequestContext request, in GatewayFault fault) =>
        CloseAsync(request, WebSocketClose.Compose(CodeOf(fault), $"{fault.Entry.Name}: {fault.Text}"));

    /// <summary>A provider's answer that opens no WebSocket.</summary>
    public static async LoopTask<RelayOutcome> RelayAsync(RequestContext request)
    {
        var status = request.Answer!.Status;
        if (status < 400)
        {
            return RelayOutcome.BadAnswer;
        }

        request.Record.Status = status;
        request.Record.ErrorClass = ErrorClasses.OfUpstreamStatus(status);
        request.Record.Fault = FaultCode.UpstreamError;
        request.IsSettled = true; // an error costs nothing
        request.ReleaseAnswer();
        var code = status is 429 or 503 or 529 ? WebSocketClose.TryAgainLater : status < 500 ? WebSocketClose.Policy : WebSocketClose.InternalError;
        await CloseAsync(request, WebSocketClose.Compose(code, $"{Fault.Of(FaultCode.UpstreamError).Name}: the provider answered with status {status}."));
        return RelayOutcome.Complete;
    }

    private static async LoopTask CloseAsync(RequestContext request, byte[] farewell)
    {
        request.KeepAlive = false;
        RecordingStage.Commit(request);
        await RecordingStage.WhenDurableAsync(request);
        request.Committed = true;
        request.ReleaseRequest();
        var client = request.Client;
        if (!await client.SendAsync(farewell))
        {
            return;
        }

        // What the client was about to say is read and dropped: closing over it would take the farewell from it.
        client.Transport.EndOutput();
        client.Transport.SetDeadline(FarewellMs);
        var dropped = 0;
        do
        {
            dropped += client.In.Count;
            client.In.Consume(client.In.Count);
        }
        while (dropped < FarewellBytes && await client.In.FillAsync());
    }

    private static int CodeOf(in GatewayFault fault) => fault.Code switch
    {
        FaultCode.ValidationError or FaultCode.MalformedRequest => WebSocketClose.BadMessage,
        FaultCode.BodyTooLarge => WebSocketClose.TooBig,
        FaultCode.GatewayOverloaded or FaultCode.StorageError or FaultCode.UpstreamUnavailable or FaultCode.UpstreamOverloaded or FaultCode.QueueTimeout
            or FaultCode.QueueEvicted => WebSocketClose.TryAgainLater,
        FaultCode.NotImplemented => WebSocketClose.Policy, // a model that has no such sessions
        _ => fault.Status < 500 ? WebSocketClose.Policy : WebSocketClose.InternalError,
    };
}
