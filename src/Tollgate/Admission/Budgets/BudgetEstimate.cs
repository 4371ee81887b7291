using Tollgate.Listening;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Admission.Budgets;

/// <summary>
/// What a request may cost, before it is known: its prompt as counted here and the output that it allows itself (else its route's usual one), at the price of its dearest candidate.
/// </summary>
/// <param name="NanoUsd">Nano-USD; 0 where nothing has a price.</param>
/// <param name="IsPriced">Every candidate has a price, so that the figure means something.</param>
internal readonly record struct BudgetEstimate(long NanoUsd, bool IsPriced)
{
    /// <summary>Longest answer reserved for, whatever a client writes: no model gives more.</summary>
    private const long LargestOutput = 10_000_000;

    /// <summary>Calls that are not sold by tokens cost nothing that could be counted, and are no reason to ask for a price.</summary>
    public static BudgetEstimate Of(RequestContext request)
    {
        if (!request.Metered || request.Endpoint.Name == SurfaceNames.CountTokens) { return new BudgetEstimate(0, IsPriced: true); }
        if (request.Candidates.Length == 0 && RealtimeModel.IsNamed(request)) { return new BudgetEstimate(0, IsPriced: false); } // a session whose provider will say what its model is
        request.EstimatePrompt();
        var usage = new TokenUsage { Input = Math.Max(0, request.EstimatedInput), Output = OutputOf(request) };
        var (most, isPriced) = (0L, true);
        foreach (var candidate in request.Candidates)
        {
            var prices = candidate.Price ?? candidate.PassedPrices?.Find(request.Record.Get(RecordText.ModelAsked));
            if (prices?.At(request.Record.StartedUnixMilliseconds) is { } price) { most = Math.Max(most, price.CostOf(in usage)); }
            else { isPriced = false; }
        }

        return new BudgetEstimate(most, isPriced);
    }

    private static long OutputOf(RequestContext request)
    {
        if (request.Endpoint.Name == SurfaceNames.Embeddings) { return 0; }
        var output = request.Fields.MaxTokens ?? request.Route?.Outputs?.Tokens ?? OutputAverage.First;
        return Math.Min(output, LargestOutput) * Math.Max(1, request.Fields.N);
    }
}
