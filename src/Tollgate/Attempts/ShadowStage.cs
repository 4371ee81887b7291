using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>
/// Copies a part of a route's requests for another target. The client's own request waits for none of it: the copy is made of bytes that lie
/// ready, goes out a turn of the loop later, and is not made at all where a bound is reached.
/// </summary>
internal static class ShadowStage
{
    /// <summary>Memory of all copies under way together; the gateway's default for bodies is sixteen times that.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>A longer request gets no translated copy: it is written before the client's own goes out.</summary>
    public const int MaxTranslatedBytes = 256 * 1024;

    /// <summary>Makes the copy, if it is this request's turn. The request is routed and its body complete.</summary>
    public static void Begin(RequestContext request)
    {
        if (request.Route?.Shadow is not { } rule || request.Services.Random.Unit() >= rule.Share || !Fits(request, rule.Target))
        {
            return;
        }

        var services = request.Services;
        if (services.PoolOf(rule.Target.Provider).HasWaiters || services.Shared.Draining || !rule.Results.TryEnter(rule.MaxInFlight))
        {
            rule.Results.Drop();
            return;
        }

        var passes = FormatTable.Passes(request, rule.Target);
        var translation = passes ? null : Translate(request, rule.Target);
        var size = translation?.Body!.Count ?? request.Body.Length + request.Head.Length;
        if ((translation is null && !passes) || !services.Shared.ShadowMemory.TryReserve(size))
        {
            if (translation is not null)
            {
                services.Return(translation);
            }

            rule.Results.Leave();
            rule.Results.Drop();
            return;
        }

        ShadowAnswer answer = translation is null
            ? new PassedShadowAnswer(request.Endpoint.Dialect, services.Loop)
            : new TranslatedShadowAnswer(translation, services, request.Stream);
        services.Loop.SetTimer(new ShadowExchange(request, rule, Copy(request, rule.Target, translation), size, answer), 1);
    }

    /// <summary>What is passed on as it comes can not be sent twice.</summary>
    private static bool Fits(RequestContext request, Deployment target) =>
        request.Endpoint.Kind == EndpointKind.Understood && request.Body.IsComplete && request.Services.Shared.Formats.Serves(request, target)
        && target.Provider.Credential is null or { IsReady: true };

    /// <summary>The request in the words of a provider of another format; null where that is not worth what it takes, or impossible.</summary>
    private static Translation? Translate(RequestContext request, Deployment target)
    {
        if (request.Body.Length > MaxTranslatedBytes)
        {
            return null;
        }

        var translation = request.Services.RentTranslation();
        translation.Prepare(request, target);
        if (translation.IsPending)
        {
            translation.Write(request);
        }

        if (translation.Fault.Code == FaultCode.None)
        {
            return translation;
        }

        request.Services.Return(translation);
        return null;
    }

    /// <summary>The request as the shadow's provider gets it; the request itself is left as it was.</summary>
    private static SendBuffer Copy(RequestContext request, Deployment target, Translation? translation)
    {
        var (upstream, deployment, edits) = (request.Upstream, request.Deployment, request.Edits);
        request.Upstream = target.Provider;
        request.Deployment = target;
        var bytes = translation is null ? ComposePassed(request, target) : ComposeTranslated(request, translation);
        (request.Upstream, request.Deployment) = (upstream, deployment);
        request.Edit(edits);
        return bytes;
    }

    private static SendBuffer ComposePassed(RequestContext request, Deployment target)
    {
        var fields = request.Fields;
        request.Edit(fields.Model.Exists ? BodyEdits.Plan(request, target, wantUsage: target.Provider.IncludeUsage && fields.Stream) : default);
        return RequestComposer.ComposeWhole(request);
    }

    private static SendBuffer ComposeTranslated(RequestContext request, Translation translation)
    {
        var own = request.Translation;
        request.Translation = translation;
        var bytes = TranslatedComposer.ComposeWhole(request);
        request.Translation = own;
        translation.ReleaseBody();
        return bytes;
    }
}
