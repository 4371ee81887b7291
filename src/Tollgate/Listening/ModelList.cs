using System.Text;
using System.Text.Json;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Surfaces;
using Tollgate.Surfaces.Models;

namespace Tollgate.Listening;

/// <summary>
/// <c>/v1/models</c> from the snapshot, in the dialect of whoever asks. Where the configuration names no model at all, only that one provider serves any name, that
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
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer);
        var fault = request.Endpoint.Kind == EndpointKind.Model ? WriteOne(request, json) : WriteList(request, json);
        if (fault.Code == FaultCode.None)
        {
            json.Flush();
            await Operations.SendAsync(request, 200, Operations.JsonType, buffer.ToArray(), default);
        }

        return fault;
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

        if (ListOwner(request) is not { IsDemo: false })
        {
            return false;
        }

        return one
            ? caller.Models.Allows(NameOf(request)) && Find(request, NameOf(request)) is null
            : caller.Models.AllowsAll && request.Snapshot.Models.Count == 0;
    }

    /// <summary>The provider whose list stands in where there is none here: it must speak the client's dialect.</summary>
    private static Provider? ListOwner(RequestContext request)
    {
        var dialect = request.Endpoint.Dialect;
        var named = request.Snapshot.DefaultProvider;
        return named?.Dialect == dialect ? named
            : dialect == Dialect.OpenAi ? null
            : Array.Find(request.Snapshot.Providers, p => p.Dialect == dialect && !p.IsDemo);
    }

    /// <summary>The name in the path: clients escape the slashes and colons that models have in theirs.</summary>
    private static byte[] NameOf(RequestContext request) =>
        Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Encoding.Latin1.GetString(request.Endpoint.Tail.Of(request.Path))));

    private static Route? Find(RequestContext request, ReadOnlySpan<byte> name) =>
        request.Snapshot.Resolve(name) is { PassModelThrough: false } route ? route : null;

    private static GatewayFault WriteOne(RequestContext request, Utf8JsonWriter json)
    {
        var name = NameOf(request);
        if (!request.Caller!.Models.Allows(name) || Find(request, name) is not { } route)
        {
            return new GatewayFault(FaultCode.ModelNotFound, Param: "model");
        }

        var card = CardOf(route);
        switch (request.Endpoint.Dialect)
        {
            case Dialect.Anthropic:
                AnthropicModels.Write(card, json);
                break;
            case Dialect.Gemini:
                GeminiModels.Write(card, json);
                break;
            default:
                OpenAiModels.Write(card, json);
                break;
        }

        return default;
    }

    private static GatewayFault WriteList(RequestContext request, Utf8JsonWriter json)
    {
        var cards = CardsFor(request);
        var query = ModelQuery.Of(request.Head.Query.Of(request.Client.In.Unread));
        string? wrong = null;
        switch (request.Endpoint.Dialect)
        {
            case Dialect.Anthropic when ModelPage.OfAnthropic(cards, query, out wrong) is { } page:
                AnthropicModels.WritePage(page, json);
                return default;
            case Dialect.Gemini when ModelPage.OfGoogle(cards, query, out wrong) is { } page:
                GeminiModels.WritePage(page, json);
                return default;
            case Dialect.OpenAi:
                OpenAiModels.WriteList(cards, json);
                return default;
            default:
                return new GatewayFault(FaultCode.ValidationError, $"{wrong} makes no sense: there is no such page.", wrong);
        }
    }

    private static List<ModelCard> CardsFor(RequestContext request)
    {
        var cards = new List<ModelCard>(request.Snapshot.Models.Count);
        foreach (var model in request.Snapshot.Models)
        {
            var name = Encoding.UTF8.GetBytes(model.Name);
            if (request.Caller!.Models.Allows(name) && request.Snapshot.Resolve(name) is { } route)
            {
                cards.Add(CardOf(route));
            }
        }

        return cards;
    }

    private static ModelCard CardOf(Route route)
    {
        var can = route.Candidates[0].Capabilities;
        return new ModelCard(
            route.Model,
            route.Candidates[0].Provider.Name,
            can.Context > 0 ? can.Context : can.ListedContext,
            can.MaxOutput > 0 ? can.MaxOutput : can.ListedOutput);
    }
}
