using System.Text;
using System.Text.Json;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>
/// <c>/v1/models</c> from the snapshot. Where the configuration names no model at all, only that one provider serves any name, that
/// provider's own list is the truth and the call is forwarded.
/// </summary>
internal static class ModelList
{
    /// <summary>Whether it is answered here; false when the call is to be forwarded.</summary>
    public static bool Takes(RequestContext request) =>
        request.Endpoint.Kind is EndpointKind.Models or EndpointKind.Model
        && request.Verb is HttpVerb.Get or HttpVerb.Head
        && !IsUpstreams(request, request.Endpoint.Kind == EndpointKind.Model);

    /// <summary>Answers a call that <see cref="Takes"/> was true for.</summary>
    public static async LoopTask<GatewayFault> AnswerAsync(RequestContext request)
    {
        if (Compose(request, request.Endpoint.Kind == EndpointKind.Model) is not { } body)
        {
            return new GatewayFault(FaultCode.ModelNotFound, Param: "model");
        }

        await Operations.SendAsync(request, 200, Operations.JsonType, body, default);
        return default;
    }

    private static bool IsUpstreams(RequestContext request, bool one)
    {
        var caller = request.Caller!;
        if (!caller.Passthrough)
        {
            return false;
        }

        if (request.Head.Has(KnownField.TollgateProvider) && caller.Models.AllowsAll)
        {
            // The client asks for that provider's own list.
            return true;
        }

        if (request.Snapshot.DefaultProvider is not { IsDemo: false, Dialect: Dialect.OpenAi })
        {
            return false;
        }

        return one
            ? caller.Models.Allows(NameOf(request)) && Find(request, NameOf(request)) is null
            : caller.Models.AllowsAll && request.Snapshot.Models.Count == 0;
    }

    /// <summary>The name in the path: clients escape the slashes and colons that models have in theirs.</summary>
    private static byte[] NameOf(RequestContext request) =>
        Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Encoding.Latin1.GetString(request.Endpoint.Tail.Of(request.Path))));

    private static Route? Find(RequestContext request, ReadOnlySpan<byte> name) =>
        request.Snapshot.Resolve(name) is { PassModelThrough: false } route ? route : null;

    private static byte[]? Compose(RequestContext request, bool one)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer);
        if (one)
        {
            var name = NameOf(request);
            if (!request.Caller!.Models.Allows(name) || Find(request, name) is not { } route)
            {
                return null;
            }

            WriteModel(json, route.Model, route.Candidates[0].Provider.Name);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var model in request.Snapshot.Models)
            {
                if (request.Caller!.Models.Allows(Encoding.UTF8.GetBytes(model.Name)))
                {
                    WriteModel(json, model.Name, model.Provider);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.Flush();
        return buffer.ToArray();
    }

    private static void WriteModel(Utf8JsonWriter json, string name, string provider)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, 0);
        json.WriteString("owned_by"u8, provider);
        json.WriteEndObject();
    }
}
