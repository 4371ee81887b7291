using Tollgate.Admission;
using Tollgate.Attempts;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Recording.Capture;
using Tollgate.Routing;
using Tollgate.Routing.Explain;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate;

/// <summary>The way of a request, in the order of its stages. Each stage is a folder; none calls back.</summary>
internal static class GatewayPipeline
{
    /// <summary>Serves one request to its end. A stage that refuses ends the way there; what comes behind it does not run.</summary>
    public static async LoopTask RunAsync(RequestContext request)
    {
        // 1 Listening has parsed the head; whose path is it?
        if (request.Endpoint.Kind <= EndpointKind.ControlPlane)
        {
            await (ControlStage.Takes(request) ? ControlStage.RunAsync(request) : Operations.AnswerAsync(request));
            if (request.Endpoint.Kind is EndpointKind.Unknown or EndpointKind.ControlPlane)
            {
                RecordingStage.Finish(request); // probes and scrapes would drown the log; what went to a wrong address should be seen
            }

            return;
        }

        if (DryRunStage.Takes(request))
        {
            await DryRunStage.RunAsync(request); // a question of the control plane: what would be done, and nothing is
            return;
        }

        request.Enter();
        var fault = EntryRules.Check(request);

        // 2 Keys: whose request is it?
        if (fault.Code == FaultCode.None)
        {
            fault = StrangerLimit.Check(request, KeyStage.Identify(request));
        }

        // 3 Surfaces: the body, scanned once.
        if (fault.Code == FaultCode.None)
        {
            fault = await BodyStage.ReadAsync(request);
        }

        // 4 Routing: by its name, where may it go? Lists of models are answered here, and counts that no provider makes.
        var isList = fault.Code == FaultCode.None && ModelList.Takes(request);
        var forwarded = fault.Code == FaultCode.None && !isList;
        var unrouted = forwarded ? await RouteStage.ResolveAsync(request) : default;
        var isCounted = LocalCount.Takes(request, unrouted);

        // 5 Admission: may it start? What leads nowhere counts as well: guessing names is not free.
        if (fault.Code == FaultCode.None)
        {
            fault = await AdmissionStage.AdmitAsync(request);
        }

        if (fault.Code == FaultCode.None)
        {
            fault = isList ? await ModelList.AnswerAsync(request) : isCounted ? await LocalCount.AnswerAsync(request) : unrouted;
        }

        forwarded &= fault.Code == FaultCode.None && !isCounted;
        if (forwarded)
        {
            CaptureStage.Begin(request);
        }

        // 6 Balancing and Attempts: one candidate after another until an upstream answers.
        if (forwarded)
        {
            ShadowStage.Begin(request);
            var outcome = await AttemptStage.RunAsync(request);
            forwarded = outcome == AttemptOutcome.Answered;
            if (!forwarded)
            {
                AttemptStage.Discard(request);
                fault = AttemptFault.Of(request, outcome);
            }
        }

        // 7 Streaming: the answer to the client, as it arrives. 8 Metering: what it cost.
        if (forwarded)
        {
            var relayed = RelayStage.Explain(request, await RelayStage.RunAsync(request));
            if (request.Continuation is { MayGoOn: true }) // it broke off: somebody else may go on with it
            {
                relayed = await ContinuationStage.RunAsync(request, relayed);
            }

            if (request.Record.Id == default)
            {
                MeteringStage.Settle(request, relayed, request.Committed);
            }

            TargetReport.Relayed(request, relayed);
            fault = await ConcludeAsync(request, relayed);
        }

        if (fault.Code != FaultCode.None)
        {
            await Refusal.SendAsync(request, fault);
        }

        // 9 Recording: metrics and the access log, off the path from here.
        RecordingStage.Finish(request);
    }

    /// <summary>Gives the upstream connection back or ends it, and tells the client what went wrong if it can still be told.</summary>
    private static async LoopTask<GatewayFault> ConcludeAsync(RequestContext request, RelayOutcome relayed)
    {
        request.Client.Transport.AbortOnHangUp(null);
        UploadEnd.Mark(request);
        var connection = request.Connection; // none where a broken stream found nobody to go on with it
        request.Connection = null;
        if (relayed == RelayOutcome.Complete)
        {
            ObjectTap.Remember(request);
            if (request.UpstreamReusable)
            {
                connection!.Return();
            }
            else
            {
                connection!.Close();
            }

            return default;
        }

        connection?.Close();
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
