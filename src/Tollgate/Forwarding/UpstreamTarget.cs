using System.Text;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;
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
        WritePath(bytes, request, rest);
        if (prefix.Length == 0 && rest.IsEmpty)
        {
            bytes.Write("/"u8);
        }

        WriteQuery(bytes, request);
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

    /// <summary>A path that names the model gets the provider's name for it.</summary>
    private static void WritePath(SendBuffer bytes, RequestContext request, ReadOnlySpan<byte> rest)
    {
        if (request.Endpoint is not { Kind: EndpointKind.Understood, Dialect: Dialect.Gemini } || request.Deployment?.UpstreamModel is not { } name)
        {
            bytes.Write(rest);
            return;
        }

        var behind = request.Path.Length - request.Endpoint.Tail.End;
        bytes.Write(rest[..^(behind + request.Endpoint.Tail.Length)]);
        // Its own slashes stay: they part a publisher or a collection from the model.
        bytes.Write(Encoding.ASCII.GetBytes(Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)));
        bytes.Write(rest[^behind..]);
    }

    private static void WriteQuery(SendBuffer bytes, RequestContext request)
    {
        var query = request.Head.Query.Of(request.Client.In.Unread);
        if (query.IsEmpty)
        {
            return;
        }

        var renamed = RealtimeModel.IsNamed(request) ? request.Deployment?.UpstreamModel : null;
        var separator = "?"u8;
        foreach (var part in QueryParts.Of(query))
        {
            if (part.IsKey)
            {
                continue;
            }

            bytes.Write(separator);
            separator = "&"u8;
            if (renamed is not null && RealtimeModel.IsModel(part))
            {
                bytes.Write("model="u8);
                bytes.Write(RealtimeModel.Escape(renamed));
            }
            else
            {
                bytes.Write(part.Whole);
            }
        }
    }
}
