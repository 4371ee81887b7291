using System.Text;
using Tollgate.Configuration;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>A realtime session is opened by a GET without a body: its model stands in the query. Elsewhere such a parameter is a filter.</summary>
internal static class RealtimeModel
{
    public static bool IsNamed(RequestContext request) =>
        request.Endpoint.Kind == EndpointKind.Forwarded && request.Verb == HttpVerb.Get && request.Path.SequenceEqual("/v1/realtime"u8);

    /// <summary>The model's name, empty where the query has none. The last one, should there be several: an allow-list is asked about what counts.</summary>
    public static byte[] Of(RequestContext request)
    {
        byte[] model = [];
        foreach (var part in QueryParts.Of(request.Head.Query.Of(request.Client.In.Unread)))
        {
            if (IsModel(part))
            {
                model = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Encoding.UTF8.GetString(part.Value)));
            }
        }

        return model;
    }

    /// <summary>What a provider serves under its own name of a model, by the public name that is the same if there is one; null where none is known.</summary>
    public static Deployment? Find(ConfigSnapshot snapshot, Upstream provider, ReadOnlySpan<byte> name)
    {
        Deployment? other = null;
        foreach (var route in snapshot.Routes)
        {
            foreach (var candidate in route.Candidates)
            {
                if (!ReferenceEquals(candidate.Provider, provider))
                {
                    continue;
                }

                if (candidate.UpstreamModelUtf8 is null && name.SequenceEqual(candidate.ModelUtf8))
                {
                    return candidate;
                }

                if (candidate.Model is null ? other is null : name.SequenceEqual(candidate.UpstreamModelUtf8) && other?.Model is null)
                {
                    other = candidate; // under another name, which goes before a pattern that lets any pass
                }
            }
        }

        return other;
    }

    public static bool IsModel(in QueryPart part) => part.Name.SequenceEqual("model"u8);

    /// <summary>The name as it stands in a query.</summary>
    public static byte[] Escape(string model) => Encoding.ASCII.GetBytes(Uri.EscapeDataString(model));
}
