using Tollgate.Listening;
using Tollgate.Metering.Prices;
using Tollgate.Streaming;

namespace Tollgate.Metering;

/// <summary>
/// Stage 8: how many tokens, and what did they cost? The provider's own figures where there are any, else a count of our own, marked as such;
/// the price is the one that the request's snapshot had in force when the request began.
/// </summary>
internal static class MeteringStage
{
    public static void Settle(RequestContext request, RelayOutcome outcome)
    {
        var record = request.Record;
        if (outcome != RelayOutcome.Complete || record.Cost.State == PriceState.None)
        {
            record.Usage = UsageOf(request, outcome, request.Committed);
            record.Cost = Pricing.CostOf(request);
        }

        if (record.Cost.State == PriceState.Unpriced)
        {
            Pricing.NoteUnpriced(request);
        }
    }

    /// <summary>Counts an answer that has been looked at whole and is about to be sent, so that its head can say what it costs.</summary>
    public static void Foresee(RequestContext request)
    {
        request.Record.Usage = UsageOf(request, RelayOutcome.Complete, committed: true);
        request.Record.Cost = Pricing.CostOf(request);
    }

    private static TokenUsage UsageOf(RequestContext request, RelayOutcome outcome, bool committed)
    {
        var status = request.Record.Status;
        if (!request.Metered || (status >= 400 && outcome != RelayOutcome.ClientGone && !committed))
        {
            return default;
        }

        var tap = request.Tap;
        if (tap.HasUsage)
        {
            var usage = tap.Usage;
            usage.Source = UsageSource.Reported;
            if (usage.Output == 0 && outcome != RelayOutcome.Complete)
            {
                // Cut off before the final figures: some dialects report the prompt first and the rest last.
                usage.Output = tap.EstimatedOutput;
                usage.Source = UsageSource.Estimated;
            }

            return usage;
        }

        // Without a claim of the provider's, what never reached anybody and what is not sold by tokens costs nothing.
        if (!committed || status is < 200 or >= 300 and not 499 || (tap.ErrorSeen && tap.EstimatedOutput == 0) || !Pricing.IsSoldByTokens(request))
        {
            return default;
        }

        request.EstimatePrompt();
        return new TokenUsage
        {
            Input = Math.Max(1, request.EstimatedInput), // a prompt that was not kept, such as a recording's, was not empty
            Output = tap.EstimatedOutput,
            Source = UsageSource.Estimated,
        };
    }
}
