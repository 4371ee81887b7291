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
        if (head.PathProblem != HeadProblem.None && !request.IsRaw && !MayHoldSlash(request.Verb, request.Path))
        {
            return new GatewayFault(FaultCode.MalformedRequest, HeadProblems.Describe(head.PathProblem).Message);
        }

        return request.Services.Shared.Server.RequireAppName && !head.Has(KnownField.AppName) ? FaultCode.AppNameRequired : default;
    }

    /// <summary>
    /// Names of models have slashes in them (<c>org/model</c>), which clients escape in a path. Behind <c>/v1/models/</c>, and where Google's list is asked for one of them, an escaped slash
    /// is accepted where undoing it makes no dot segment and no empty one; an escaped backslash never.
    /// </summary>
    private static bool MayHoldSlash(HttpVerb verb, ReadOnlySpan<byte> path)
    {
        var prefix = path.StartsWith("/v1/models/"u8) ? "/v1/models/"u8 : "/v1beta/models/"u8;
        if (!path.StartsWith(prefix) || (path.StartsWith("/v1beta/"u8) && verb is not (HttpVerb.Get or HttpVerb.Head)))
        {
            return false;
        }

        for (var rest = path[prefix.Length..]; ;)
        {
            var (end, width) = NextSlash(rest);
            var segment = end < 0 ? rest : rest[..end];
            if (segment is [] or [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                return false;
            }

            if (end < 0)
            {
                return true;
            }

            rest = rest[(end + width)..];
        }
    }

    private static (int At, int Width) NextSlash(ReadOnlySpan<byte> path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == (byte)'/')
            {
                return (i, 1);
            }

            // An escaped backslash counts as a slash at its place and makes an empty segment: refused.
            if (path[i] == (byte)'%' && path[(i + 1)..] is [var high, var low, ..])
            {
                switch (high, low | 0x20)
                {
                    case ((byte)'2', 'f'):
                        return (i, 3);
                    case ((byte)'5', 'c'):
                        return (0, 3);
                }
            }
        }

        return (-1, 0);
    }
}
