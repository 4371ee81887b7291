using Tollgate.Listening;
using Tollgate.Metering;
using Tollgate.Metering.Prices;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Admission;

/// <summary>
/// What a request may use, before it is known. Input is counted from the body's text, by class of script, as for a provider that reports
/// nothing; output is the client's own bound times its number of answers, and where it sets none, the route's usual answer.
/// </summary>
/// <param name="CertainTokens">By the request's own words: input, and the bound of the output that it sets.</param>
/// <param name="Tokens">With a guess where it sets none.</param>
/// <param name="CertainCost">Nano-USD of <paramref name="CertainTokens"/> at the dearest candidate; 0 where nothing has a price.</param>
/// <param name="Cost">Nano-USD of <paramref name="Tokens"/>.</param>
internal readonly record struct LimitEstimate(long CertainTokens, long Tokens, long CertainCost, long Cost)
{
    /// <summary>Longest output reserved for one answer, whatever a client writes: no model gives more.</summary>
    private const long LargestOutput = 10_000_000;

    public static LimitEstimate Of(RequestContext request)
    {
        if (!request.Metered || request.Endpoint.Name == SurfaceNames.CountTokens)
        {
            return default;
        }

        request.EstimatePrompt();
        var input = Math.Max(0, request.EstimatedInput);
        var answers = Math.Max(1, request.Fields.N);
        var bound = Math.Min(request.Fields.MaxTokens ?? 0, LargestOutput) * answers;
        var output = request.Endpoint.Name == SurfaceNames.Embeddings ? 0
            : request.Fields.MaxTokens is not null ? bound
            : (request.Route?.Outputs?.Tokens ?? OutputAverage.First) * answers;
        var (certain, cost) = CostOf(request, input, request.Fields.MaxTokens is null ? 0 : output, output);
        return new LimitEstimate(input + (request.Fields.MaxTokens is null ? 0 : output), input + output, certain, cost);
    }

    private static (long Certain, long Total) CostOf(RequestContext request, long input, long bound, long output)
    {
        var sure = new TokenUsage { Input = input, Output = bound };
        var whole = new TokenUsage { Input = input, Output = output };
        var (certain, total) = (0L, 0L);
        foreach (var candidate in request.Candidates)
        {
            if (PricesOf(candidate, request)?.At(request.Record.StartedUnixMilliseconds) is { } price)
            {
                certain = Math.Max(certain, price.CostOf(in sure));
                total = Math.Max(total, price.CostOf(in whole));
            }
        }

        return (certain, total);
    }

    private static PriceSchedule? PricesOf(Deployment candidate, RequestContext request) =>
        candidate.Price ?? candidate.PassedPrices?.Find(request.Record.Get(RecordText.ModelAsked));
}
