using System.Text;
using Tollgate.Exchange;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Forwarding;

/// <summary>The target of a request that is passed through: the upstream's path for what the client asked for, without the client's key.</summary>
internal static class UpstreamTarget
{
    public static void Write(SendBuffer bytes, RequestContext request)
    {
        var start = bytes.Count;
        var hasQuery = false;
        if (request.Upstream is not Provider provider || request.IsRaw)
        {
            bytes.Write(request.Upstream.Origin.PathPrefix);
            bytes.Write(request.IsRaw ? request.Endpoint.Tail.Of(request.Path) : request.Path);
        }
        else
        {
            WritePath(bytes, request, provider);
            hasQuery = request.Endpoint.Dialect == Dialect.OpenAi && UpstreamPath.WriteVersion(bytes, provider);
        }

        if (bytes.Count == start)
        {
            bytes.Write("/"u8);
        }

        if (IsAtCloud(request))
        {
            return; // Anthropic's "beta=true" says nothing, and Google refuses parameters that it does not know
        }

        WriteQuery(bytes, request, hasQuery);
    }

    private static void WritePath(SendBuffer bytes, RequestContext request, Provider provider)
    {
        var path = request.Path;
        if (request.Endpoint.Format == WireFormat.CohereRerank)
        {
            UpstreamPath.Write(bytes, provider, WireFormat.CohereRerank, ModelOf(request) ?? string.Empty, stream: false);
            return;
        }

        switch (request.Endpoint.Dialect)
        {
            // The base URL of an OpenAI-compatible provider takes the place of /v1.
            case Dialect.OpenAi:
                UpstreamPath.WriteOpenAi(bytes, provider, provider.Paths.NameDeployment ? ModelOf(request) : null, path["/v1".Length..]);
                return;
            case Dialect.Anthropic when IsAtCloud(request):
                UpstreamPath.Write(bytes, provider, request.Endpoint.Format, ModelOf(request) ?? string.Empty, request.Stream);
                return;
            case Dialect.Anthropic:
                bytes.Write(provider.Paths.Anthropic);
                bytes.Write(path["/v1".Length..]);
                return;
            default:
                WriteGoogle(bytes, request, provider);
                return;
        }
    }

    /// <summary>A request of Anthropic's API at a path of Google's.</summary>
    private static bool IsAtCloud(RequestContext request) =>
        request.Endpoint is { Dialect: Dialect.Anthropic, Kind: EndpointKind.Understood } && request.Upstream is Provider { Preset.Layout: PathLayout.Vertex };

    /// <summary>Google's paths name the model: it gets the provider's name for it. What follows it says which call it is.</summary>
    private static void WriteGoogle(SendBuffer bytes, RequestContext request, Provider provider)
    {
        var path = request.Path;
        var tail = request.Endpoint.Tail;
        if (request.Live is not null)
        {
            UpstreamPath.WriteLive(bytes, provider, path);
            return;
        }

        if (request.Endpoint.Kind == EndpointKind.Understood && request.Deployment?.UpstreamModel is { } name)
        {
            UpstreamPath.WriteGoogleModel(bytes, provider, name);
            bytes.Write(path[tail.End..]);
            return;
        }

        UpstreamPath.WriteGoogleStart(bytes, provider);
        bytes.Write(path[(path[1..].IndexOf((byte)'/') + 1)..]);
    }

    /// <summary>The provider's name of the model; null for calls without one.</summary>
    private static string? ModelOf(RequestContext request) =>
        request.Deployment is not { } deployment ? null
        : deployment.UpstreamModel ?? deployment.Model ?? Encoding.UTF8.GetString(request.Record.Get(RecordText.ModelAsked));

    private static void WriteQuery(SendBuffer bytes, RequestContext request, bool hasQuery)
    {
        var query = request.Head.Query.Of(request.Client.In.Unread);
        if (query.IsEmpty)
        {
            return;
        }

        var renamed = RealtimeModel.IsNamed(request) ? request.Deployment?.UpstreamModel : null;
        var names = RealtimeModel.IsNamed(request) && request.Upstream is Provider { Paths.NameDeployment: true };
        var separator = hasQuery ? "&"u8 : "?"u8;
        foreach (var part in QueryParts.Of(query))
        {
            if (part.IsKey || (request.Live is not null && part.IsToken) || (hasQuery && part.Name.SequenceEqual("api-version"u8)))
            {
                continue;
            }

            bytes.Write(separator);
            separator = "&"u8;
            if ((renamed is not null || names) && RealtimeModel.IsModel(part))
            {
                bytes.Write(names ? "deployment="u8 : "model="u8);
                bytes.Write(renamed is not null ? RealtimeModel.Escape(renamed) : part.Value);
            }
            else
            {
                bytes.Write(part.Whole);
            }
        }
    }
}
