using System.Diagnostics;
using Tollgate.Attempts;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>
/// A request of the control plane, passed on to its server and answered with what that says: by the same parts that pass on bodies, answers and
/// tunnels of providers, and with no key asked, since the control plane knows its own users.
/// </summary>
internal static class ControlStage
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Whether this request goes there. A preflight of an allowed origin is answered by the engine, as for every path that other origins may call.</summary>
    public static bool Takes(RequestContext request) =>
        request.Endpoint.Kind == EndpointKind.ControlPlane && request.Services.Control is not null && !request.Client.Listener.IsInternal
        && (request.Verb != HttpVerb.Options || request.CorsOrigin is null);

    public static async LoopTask RunAsync(RequestContext request)
    {
        var fault = Check(request);
        if (fault.Code == FaultCode.None)
        {
            fault = await ExchangeAsync(request);
        }

        if (fault.Code != FaultCode.None)
        {
            await ControlRefusal.SendAsync(request, fault);
        }

        request.Upstream = null!; // no provider: it is counted as a request without one
    }

    private static GatewayFault Check(RequestContext request)
    {
        if (request.Body.Absorb() == BodyStatus.Malformed)
        {
            return new GatewayFault(FaultCode.MalformedRequest, "The chunked framing of the body is broken.");
        }

        if (request.Head.PathProblem != HeadProblem.None)
        {
            return new GatewayFault(FaultCode.MalformedRequest, HeadProblems.Describe(request.Head.PathProblem).Message);
        }

        var limit = request.Services.Shared.Server.MaxStreamBodyBytes;
        return request.Head.ContentLength > limit
            ? new GatewayFault(FaultCode.BodyTooLarge, $"The request body has {request.Head.ContentLength} bytes; at most {limit} are accepted here.")
            : ControlAccess.Check(ControlAccess.Of(request.Client.Listener, request.Snapshot.Config), request.Path);
    }

    private static async LoopTask<GatewayFault> ExchangeAsync(RequestContext request)
    {
        request.Upstream = request.Services.Shared.Control!;
        var outcome = await SendAsync(request, fresh: false);
        if (outcome == AttemptOutcome.DeadConnection && request.Body.IsComplete)
        {
            outcome = await SendAsync(request, fresh: true); // a kept-alive connection had been closed at the other end
        }

        if (outcome != AttemptOutcome.Answered)
        {
            AttemptStage.Discard(request);
            return FaultOf(request, outcome);
        }

        var relayed = RelayStage.Explain(request, await RelayStage.RunAsync(request));
        return Conclude(request, relayed);
    }

    private static async LoopTask<AttemptOutcome> SendAsync(RequestContext request, bool fresh)
    {
        var client = request.Client.Transport;
        var streamed = !request.Body.IsComplete;
        var connection = await request.Services.Control!.RentAsync(request.Upstream, fresh || streamed);
        if (connection is null)
        {
            return client.IsHungUp ? AttemptOutcome.ClientGone : AttemptOutcome.Unreachable;
        }

        request.Connection = connection;
        client.AbortOnHangUp(connection.Transport);
        connection.Transport.SetDeadline(request.Upstream.Deadlines.FirstByte);
        var sent = await ControlHead.SendAsync(request, connection);
        request.Sent = Stopwatch.GetTimestamp();
        if (sent && streamed)
        {
            return await UploadExchange.RunAsync(request, connection);
        }

        request.Answer = request.Services.RentAnswer();
        var outcome = await connection.ReadHeadAsync(request.Answer, request.Services.Limits);
        request.AnswerHead = Stopwatch.GetTimestamp();
        if (outcome == Forwarding.HeadOutcome.Ok)
        {
            return AttemptOutcome.Answered;
        }

        var failure = AttemptStage.Classify(request, connection, outcome);
        AttemptStage.Discard(request);
        return failure;
    }

    private static GatewayFault FaultOf(RequestContext request, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.ClientGone or AttemptOutcome.BodyFailed or AttemptOutcome.Stopped => AttemptFault.Of(request, outcome),
        AttemptOutcome.Unreachable => Unavailable("The control plane is not available: it is starting, stopping or full. Retry later."),
        AttemptOutcome.NoFirstByte => Unavailable("The control plane did not answer in time."),
        _ => Unavailable("The control plane broke off without an answer."),
    };

    private static GatewayFault Unavailable(string message) => new(FaultCode.GatewayOverloaded, message, RetryAfterSeconds: RetryAfterSeconds);

    private static GatewayFault Conclude(RequestContext request, RelayOutcome relayed)
    {
        request.Client.Transport.AbortOnHangUp(null);
        UploadEnd.Mark(request);
        var connection = request.Connection!;
        request.Connection = null;
        if (relayed == RelayOutcome.Complete && request.UpstreamReusable)
        {
            connection.Return();
            return default;
        }

        connection.Close();
        if (relayed == RelayOutcome.Complete)
        {
            return default;
        }

        var fault = relayed is RelayOutcome.ClientGone or RelayOutcome.Stopped
            ? RelayFault.Of(relayed)
            : Unavailable("The control plane broke off its answer.");
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
        else
        {
            request.Client.Transport.Reset(); // bytes are out and the rest will not come
        }

        return default;
    }
}
