using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Routing;

/// <summary>Where <c>/raw/{name}/…</c> goes.</summary>
internal static class RawStage
{
    public static GatewayFault Resolve(RequestContext request)
    {
        if (request.Body.Absorb() == BodyStatus.Malformed)
        {
            return new GatewayFault(FaultCode.MalformedRequest, "The chunked framing of the body is broken.");
        }

        if (!request.Caller!.Passthrough)
        {
            return new GatewayFault(FaultCode.Forbidden, "This API key may not use raw routes.");
        }

        var name = request.Path[5..request.Endpoint.Tail.Start];
        if (request.Snapshot.FindRaw(name) is not { } route)
        {
            return new GatewayFault(FaultCode.NotFound, "There is no raw route of this name.");
        }

        request.Fixed = route;
        return default;
    }
}
