using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Surfaces;

namespace Tollgate.Metering.Prices;

/// <summary>Finds the price that a request's snapshot has for it, and applies it.</summary>
internal static class Pricing
{
    /// <summary>The cost of what <see cref="RequestRecord.Usage"/> says.</summary>
    public static Cost CostOf(RequestContext request) => CostOf(request.Record, Find(request));

    /// <summary>The same by this price.</summary>
    public static Cost CostOf(RequestRecord record, PriceSchedule prices)
    {
        var usage = record.Usage;
        if (usage.Source is UsageSource.None)
        {
            return default;
        }

        return prices.At(record.StartedUnixMilliseconds) is { } price
            ? new Cost(price.CostOf(in usage), PriceState.Priced)
            : new Cost(0, PriceState.Unpriced);
    }

    /// <summary>Says once that the request's model has no price.</summary>
    public static void NoteUnpriced(RequestContext request)
    {
        if (request.Deployment is { } deployment)
        {
            request.Services.Shared.Unpriced.Note(deployment.Provider.Name, Find(request));
        }
    }

    /// <summary>
    /// Whether a success costs tokens even if the provider does not say how many. Counting tokens is free, and most calls that are only
    /// forwarded (assistants, fine-tuning, batches) name a model without using it.
    /// </summary>
    public static bool IsSoldByTokens(RequestContext request)
    {
        var path = request.Record.Get(RecordText.Path);
        if (request.Endpoint.Kind == EndpointKind.Understood)
        {
            return request.Endpoint.Name != SurfaceNames.CountTokens && !path.EndsWith(":countTokens"u8);
        }

        return path.StartsWith("/v1/audio/"u8) || path.StartsWith("/v1/images/"u8) || path.StartsWith("/v1/moderations"u8)
            || path.StartsWith("/v1/rerank"u8) || path.EndsWith(":batchEmbedContents"u8) || path.EndsWith(":predict"u8);
    }

    private static PriceSchedule Find(RequestContext request) =>
        request.Deployment is { } deployment
            ? deployment.Price ?? deployment.PassedPrices?.Find(request.Record.Get(RecordText.ModelAsked)) ?? PriceSchedule.None
            : PriceSchedule.None;
}
