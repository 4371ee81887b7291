using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Control.Http;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Surfaces;

namespace Tollgate.Control.Bridge;

/// <summary>
/// Whose path a request of an HTTP/2 connection is, by the very map and rules that the engine has for HTTP/1.1: what is not the control plane's
/// goes to the engine, what is must be served where the connection came in.
/// </summary>
internal sealed class DataPlaneStep(RequestDelegate next, DataPlaneAdapter adapter)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<ProxyFacts>() is not { } proxy)
        {
            return next(context); // from the engine, which has looked at it
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true })
        {
            return Answers.Fault(new GatewayFault(FaultCode.NotImplemented, "WebSockets are served over HTTP/1.1.")).ExecuteAsync(context);
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = Encoding.Latin1.GetBytes(query < 0 ? target : target[..query]);
        if (EndpointMap.Find(HttpVerbs.Find(Encoding.ASCII.GetBytes(context.Request.Method)), path).Kind != EndpointKind.ControlPlane)
        {
            return adapter.SendAsync(context);
        }

        var problem = PathRules.Check(path);
        var fault = problem == HeadProblem.None
            ? ControlAccess.Check(proxy.Verdict, path)
            : new GatewayFault(FaultCode.MalformedRequest, HeadProblems.Describe(problem).Message);
        return fault.Code == FaultCode.None ? next(context) : Answers.Fault(fault).ExecuteAsync(context);
    }
}
