using Tollgate.Admission;
using Tollgate.Attempts;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate;

/// <summary>The way of a request, in the order of its stages. Each stage is a folder; none calls back.</summary>
internal static class GatewayPipeline
{
    public static async LoopTask RunAsync(RequestContext request)
    {
        // 1 Listening has parsed the head; whose path is it?
        if (request.Endpoint.Kind <= EndpointKind.ControlPlane)
        {
            await Operations.AnswerAsync(request);
            return;
        }

        request.Services.Enter();
        var fault = EntryRules.Check(request);

        // 2 Keys: whose request is it?
        fault = fault.Code == FaultCode.None ? KeyStage.Identify(request) : fault;
        if (fault.Code == FaultCode.None)
        {
            fault = await ServeAsync(request);
        }

        if (fault.Code != FaultCode.None)
        {
            await Refusal.SendAsync(request, fault);
        }

        // 9 Recording: metrics and the access log, off the path from here.
        RecordingStage.Finish(request);
        request.Services.Leave();
    }

    private static async LoopTask<GatewayFault> ServeAsync(RequestContext request)
    {
        // 3 Surfaces: the body, scanned once.
        if (!request.IsRaw && request.Endpoint.Kind is not (EndpointKind.Models or EndpointKind.Model))
        {
            var reading = BodyStage.ReadAsync(request);
            var unread = reading.IsCompleted ? reading.GetAwaiter().GetResult() : await reading;
            if (unread.Code != FaultCode.None)
            {
                return unread;
            }
        }

        // 4 Admission: may it start?
        var fault = AdmissionStage.Admit(request);
        if (fault.Code != FaultCode.None)
        {
            return fault;
        }

        // 5 Routing: where may it go?
        if (request.Endpoint.Kind is EndpointKind.Models or EndpointKind.Model && await ModelList.TryAnswerAsync(request))
        {
            return default;
        }

        fault = await RouteStage.ResolveAsync(request);
        if (fault.Code != FaultCode.None)
        {
            return fault;
        }

        // 6 Attempts: one after another until an upstream answers.
        var outcome = await AttemptStage.RunAsync(request);
        if (outcome != AttemptOutcome.Answered)
        {
            AttemptStage.Discard(request);
            return AttemptFault.Of(request, outcome);
        }

        // 7 Streaming: the answer to the client, as it arrives.
        var relayed = await RelayStage.RunAsync(request);
        MeteringStage.Settle(request, relayed);
        return await ConcludeAsync(request, relayed);
    }

    /// <summary>Gives the upstream connection back or ends it, and tells the client what went wrong if it can still be told.</summary>
    private static async LoopTask<GatewayFault> ConcludeAsync(RequestContext request, RelayOutcome relayed)
    {
        request.Client.Transport.AbortOnHangUp(null);
        await UploadEnd.WaitAsync(request, relayed);
        var connection = request.Connection!;
        request.Connection = null;
        if (relayed == RelayOutcome.Complete)
        {
            ObjectTap.Remember(request);
            if (request.UpstreamReusable)
            {
                connection.Return();
            }
            else
            {
                connection.Close();
            }

            return default;
        }

        connection.Close();
        var fault = RelayFault.Of(relayed);
        if (!request.Committed)
        {
            return fault;
        }

        request.KeepAlive = false;
        request.Record.Fault = fault.Code;
        request.Record.ErrorClass = fault.Entry.Class;
        if (relayed == RelayOutcome.ClientGone)
        {
            request.Record.Cancelled = true;
            request.Record.Status = fault.Status;
        }
        else if (request.Tap.IsStream)
        {
            await EventRelay.SendErrorAsync(request, fault);
        }
        else
        {
            // Bytes are out and the rest will not come: a reset is the only honest end.
            request.Client.Transport.Reset();
        }

        return default;
    }
}
