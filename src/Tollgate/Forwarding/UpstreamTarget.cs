using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Forwarding;

/// <summary>The request target at the upstream: its base path, then what the client asked for, without the client's key.</summary>
internal static class UpstreamTarget
{
    public static void Write(SendBuffer bytes, RequestContext request)
    {
        var prefix = request.Upstream.Origin.PathPrefix;
        var rest = Rest(request, prefix);
        bytes.Write(prefix);
        bytes.Write(rest);
        if (prefix.Length == 0 && rest.IsEmpty)
        {
            bytes.Write("/"u8);
        }

        WriteQuery(bytes, request.Head.Query.Of(request.Client.In.Unread));
    }

    private static ReadOnlySpan<byte> Rest(RequestContext request, ReadOnlySpan<byte> prefix)
    {
        var path = request.Path;
        return request.Endpoint switch
        {
            { Kind: EndpointKind.Raw } => request.Endpoint.Tail.Of(path),

            // The base URL of an OpenAI-compatible provider takes the place of /v1.
            { Dialect: Dialect.OpenAi } => path[3..],

            // Anthropic's and Google's base URLs are written with and without their version.
            { Dialect: Dialect.Gemini } => prefix.EndsWith("/v1beta"u8) || prefix.EndsWith("/v1"u8) ? path[(path[1..].IndexOf((byte)'/') + 1)..] : path,
            _ => prefix.EndsWith("/v1"u8) ? path[3..] : path,
        };
    }

    private static void WriteQuery(SendBuffer bytes, ReadOnlySpan<byte> query)
    {
        if (query.IsEmpty)
        {
            return;
        }

        var separator = "?"u8;
        foreach (var part in QueryParts.Of(query))
        {
            if (!part.IsKey)
            {
                bytes.Write(separator);
                bytes.Write(part.Whole);
                separator = "&"u8;
            }
        }
    }
}
