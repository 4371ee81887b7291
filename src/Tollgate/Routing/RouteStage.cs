using Tollgate.Balancing;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Streaming.Live;
using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>Stage 4: where may this request go? By its model; without one by the object that it names, the header, or the default.</summary>
internal static class RouteStage
{
    private const int MaxModelBytes = 256;

    public static async LoopTask<GatewayFault> ResolveAsync(RequestContext request)
    {
        if (request.IsRaw)
        {
            return RawStage.Resolve(request);
        }

        if (LiveStage.Takes(request))
        {
            return await LiveStage.ResolveAsync(request);
        }

        // A form names its model in a field that may stand behind the file.
        if (FormStage.Applies(request))
        {
            var fault = await FormStage.ReadAsync(request);
            fault = fault.Code == FaultCode.None ? Resolve(request) : fault;
            return fault.Code == FaultCode.None && FormStage.MustBeWhole(request) ? await FormStage.CompleteAsync(request) : fault;
        }

        return Resolve(request);
    }

    private static GatewayFault Resolve(RequestContext request)
    {
        Span<byte> scratch = stackalloc byte[MaxModelBytes];
        if (!TryModel(request, scratch, out var model))
        {
            return new GatewayFault(FaultCode.ModelNotFound, $"The model name is longer than {MaxModelBytes} bytes or malformed.", "model");
        }

        return model.IsEmpty ? ResolveWithoutModel(request) : ResolveModel(request, model);
    }

    private static bool TryModel(RequestContext request, Span<byte> scratch, out ReadOnlySpan<byte> model)
    {
        if (request.Endpoint is { Kind: EndpointKind.Understood, Dialect: Dialect.Gemini })
        {
            model = request.Endpoint.Tail.Of(request.Path);
            return !model.IsEmpty && model.Length <= MaxModelBytes;
        }

        if (!request.FormModel.IsEmpty)
        {
            model = request.FormModel.Of(request.Body.Bytes);
            return model.Length <= MaxModelBytes;
        }

        if (RealtimeModel.IsNamed(request))
        {
            model = RealtimeModel.Of(request);
            return model.Length <= MaxModelBytes;
        }

        var fields = request.Fields;
        if (!fields.ModelEscaped)
        {
            model = fields.RawModel(request.Body.Bytes);
            return model.Length <= MaxModelBytes;
        }

        var decoded = fields.TryDecodeModel(request.Body.Bytes, scratch, out var length);
        model = decoded ? scratch[..length].ToArray() : default;
        return decoded;
    }

    /// <summary>The request names this model.</summary>
    public static GatewayFault ResolveModel(RequestContext request, ReadOnlySpan<byte> model)
    {
        request.Record.Set(RecordText.ModelAsked, model);
        request.Metered = request.Snapshot.Config.Metering.Usage;
        if (!request.Caller!.Models.Allows(model))
        {
            return new GatewayFault(FaultCode.Forbidden, "This API key may not use this model.", "model");
        }

        if (request.Snapshot.Resolve(model) is not { } route)
        {
            return new GatewayFault(FaultCode.ModelNotFound, Param: "model");
        }

        var candidates = route.Candidates;
        if (!AllServe(candidates, request))
        {
            candidates = ServingOf(candidates, request);
            if (candidates.Length == 0)
            {
                return new GatewayFault(
                    FaultCode.NotImplemented,
                    "This model's provider does not serve this call, and it can not be translated into one that it serves.",
                    "model");
            }
        }

        if (NamedProvider(request) is { Length: > 0 } name)
        {
            candidates = OfNamedProvider(candidates, request);
            if (candidates.Length == 0)
            {
                return new GatewayFault(FaultCode.ModelNotFound, "The provider named in x-tollgate-provider does not serve this model.", "x-tollgate-provider");
            }
        }

        request.Follow(route, candidates);
        request.Trace!.IsByProvider = !NamedProvider(request).IsEmpty;
        return BalancingPlan.Make(request);
    }

    private static GatewayFault ResolveWithoutModel(RequestContext request)
    {
        if (!request.Caller!.Passthrough)
        {
            return new GatewayFault(FaultCode.Forbidden, "This API key may not make calls that name no model.");
        }

        var named = NamedProvider(request);
        Provider? provider;
        if (!named.IsEmpty)
        {
            provider = request.Snapshot.FindProvider(named);
            if (provider is null)
            {
                return new GatewayFault(FaultCode.NotFound, "There is no provider of the name in x-tollgate-provider.", "x-tollgate-provider");
            }
        }
        else
        {
            provider = OwnerOf(request) ?? DefaultFor(request);
        }

        if (provider is null || !Understands(provider, request, isNamed: !named.IsEmpty))
        {
            return new GatewayFault(
                FaultCode.NotFound, "No provider is configured for calls without a model; mark one as default, or name one in x-tollgate-provider.");
        }

        request.Fixed = provider;
        request.Metered = (request.Endpoint.Kind == EndpointKind.Understood || RealtimeModel.IsNamed(request)) && request.Snapshot.Config.Metering.Usage;
        return default;
    }

    /// <summary>Anthropic has models, files and more under <c>/v1</c> too: there the client tells the API apart by naming the provider.</summary>
    private static bool Understands(Provider provider, RequestContext request, bool isNamed) =>
        provider.Dialect == request.Endpoint.Dialect
        || (isNamed && request.Endpoint.Kind != EndpointKind.Understood
            && provider.Dialect == Dialect.Anthropic && request.Endpoint.Dialect == Dialect.OpenAi);

    /// <summary>The provider that made the object which the path, or the earlier response in the body, names.</summary>
    private static Provider? OwnerOf(RequestContext request)
    {
        var owners = request.Services.Shared.Owners;
        if (owners.Count == 0)
        {
            return null;
        }

        var owner = owners.FindInPath(request.Endpoint.Tail.Of(request.Path));
        if (owner is null && request.Fields.PreviousResponseId is { Exists: true } previous)
        {
            owner = owners.Find(request.Body.Bytes.Slice(previous.Start + 1, previous.Length - 2));
        }

        return owner is null ? null : Array.Find(request.Snapshot.Providers, p => string.Equals(p.Name, owner, StringComparison.Ordinal));
    }

    private static Provider? DefaultFor(RequestContext request)
    {
        var dialect = request.Endpoint.Dialect;
        return request.Snapshot.DefaultProvider is { } named && named.Dialect == dialect
            ? named
            : Array.Find(request.Snapshot.Providers, p => p.Dialect == dialect && !p.IsDemo);
    }

    private static ReadOnlySpan<byte> NamedProvider(RequestContext request) =>
        request.Head.ValueOf(KnownField.TollgateProvider).Of(request.Client.In.Unread);

    // Apart from its caller: a lambda over the caller's parameters would be made at each call, needed or not.
    private static Deployment[] ServingOf(Deployment[] candidates, RequestContext request) =>
        Array.FindAll(candidates, c => request.Services.Shared.Formats.Serves(request, c));

    private static Deployment[] OfNamedProvider(Deployment[] candidates, RequestContext request) =>
        Array.FindAll(candidates, c => NamedProvider(request).SequenceEqual(c.Provider.NameUtf8));

    private static bool AllServe(Deployment[] candidates, RequestContext request)
    {
        foreach (var candidate in candidates)
        {
            if (!request.Services.Shared.Formats.Serves(request, candidate))
            {
                return false;
            }
        }

        return true;
    }
}
