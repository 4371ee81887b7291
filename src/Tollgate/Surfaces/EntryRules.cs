using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;

namespace Tollgate.Surfaces;

/// <summary>Rules that hold for every data-plane request, whoever makes it.</summary>
internal static class EntryRules
{
    public static GatewayFault Check(RequestContext request)
    {
        var head = request.Head;
        if (head.PathProblem != HeadProblem.None && !request.IsRaw)
        {
            return new GatewayFault(FaultCode.MalformedRequest, HeadProblems.Describe(head.PathProblem).Message);
        }

        return request.Services.Shared.Server.RequireAppName && !head.Has(KnownField.AppName) ? FaultCode.AppNameRequired : default;
    }
}
