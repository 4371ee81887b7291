using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>
/// Copies a part of a route's requests for another target. The client's own request waits for none of it: the copy is made of bytes that lie
/// ready, goes out a turn of the loop later, and is not made at all where a bound is reached.
/// </summary>
internal static class ShadowStage
{
    /// <summary>Memory of all copies under way together; the gateway's default for bodies is sixteen times that.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>Makes the copy, if it is this request's turn. The request is routed and its body complete.</summary>
    public static void Begin(RequestContext request)
    {
        if (request.Route?.Shadow is not { } rule || request.Services.Random.Unit() >= rule.Share || !Fits(request, rule.Target))
        {
            return;
        }

        var services = request.Services;
        var pool = services.PoolOf(rule.Target.Provider);
        var size = request.Body.Length + request.Head.Length;
        if (pool.HasWaiters || services.Shared.Draining || !rule.Results.TryEnter(rule.MaxInFlight))
        {
            rule.Results.Drop();
            return;
        }

        if (!services.Shared.ShadowMemory.TryReserve(size))
        {
            rule.Results.Leave();
            rule.Results.Drop();
            return;
        }

        services.Loop.SetTimer(new ShadowExchange(request, rule, Copy(request, rule.Target), size), 1);
    }

    /// <summary>What is passed on as it comes can not be sent twice, and a target of another format would not understand it.</summary>
    private static bool Fits(RequestContext request, Deployment target) =>
        request.Endpoint.Kind == EndpointKind.Understood && request.Body.IsComplete && Streaming.FormatTable.Passes(request, target)
        && target.Provider.Credential is null or { IsReady: true };

    /// <summary>The request as the shadow's provider gets it; the request itself is left as it was.</summary>
    private static Loops.SendBuffer Copy(RequestContext request, Deployment target)
    {
        var (upstream, deployment, edits) = (request.Upstream, request.Deployment, request.Edits);
        var fields = request.Fields;
        request.Upstream = target.Provider;
        request.Deployment = target;
        request.Edit(fields.Model.Exists ? BodyEdits.Plan(request, target, wantUsage: target.Provider.IncludeUsage && fields.Stream) : default);
        var bytes = RequestComposer.ComposeWhole(request);
        (request.Upstream, request.Deployment) = (upstream, deployment);
        request.Edit(edits);
        return bytes;
    }
}
