using Tollgate.Http1;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>Remembers which provider made the object that an answer describes.</summary>
internal static class ObjectTap
{
    public static void Remember(RequestContext request)
    {
        // Chats and completions make ids too, but only stored ones can be asked for again.
        var makes = request.Verb == HttpVerb.Post
            && request.Record.Status is >= 200 and < 300
            && request.Tap.IsJson
            && (request.Endpoint.Kind == EndpointKind.Forwarded || (request.Endpoint.Kind == EndpointKind.Understood && request.Store));
        if (makes && request.Upstream is Provider provider)
        {
            request.Services.Shared.Owners.Remember(request.Tap.Json.Id, provider.Name);
        }
    }
}
