using Tollgate.Admission;
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
    /// <summary>Writes tokens and cost into the record: before the answer's end goes out as if all went well, afterwards only if it did not.</summary>
    /// <param name="request">Whose answer has been looked at.</param>
    /// <param name="outcome">How its relay ended, or is about to.</param>
    /// <param name="isDelivered">Bytes of it have reached the client, or are about to.</param>
    public static void Settle(RequestContext request, RelayOutcome outcome, bool isDelivered)
    {
        if (request.IsSettled && outcome == RelayOutcome.Complete)
        {
            return;
        }

        request.IsSettled = true;
        request.Record.Usage = UsageOf(request, outcome, isDelivered);
        request.Record.Cost = Pricing.CostOf(request);
        request.Continuation?.Settle(request.Record);
        AdmissionStage.Settle(request);
    }

    /// <summary>A stream broke and may be gone on with: what it used so far is kept beside what comes. False where its text can not be gone on from.</summary>
    public static bool TryKeep(RequestContext request, Continuation continuation)
    {
        request.CountPrompt();
        var usage = UsageOf(request, RelayOutcome.UpstreamBroke, isDelivered: true);
        var before = request.Record.Usage;
        request.Record.Usage = usage;
        var cost = Pricing.CostOf(request);
        request.Record.Usage = before;
        return continuation.TryBreak(usage, cost);
    }

    private static TokenUsage UsageOf(RequestContext request, RelayOutcome outcome, bool isDelivered)
    {
        var status = request.Record.Status;
        if (!request.Metered || (status >= 400 && outcome != RelayOutcome.ClientGone && !request.Committed))
        {
            return default;
        }

        var tap = request.Tap;
        if (tap.HasUsage)
        {
            var usage = tap.Usage;
            (usage.Source, usage.SearchUnits) = (UsageSource.Reported, tap.SearchUnits);
            if (outcome != RelayOutcome.Complete && (usage.Output == 0 || (tap.IsUsageStale && tap.EstimatedOutput > usage.Output)))
            {
                // Cut off before the final figures: some dialects report the prompt and the first few tokens first, and the rest last.
                usage.Output = tap.EstimatedOutput;
                usage.Source = UsageSource.Estimated;
            }

            return usage;
        }

        // Without a claim of the provider's, what never reached anybody and what is not sold by tokens costs nothing.
        if (!isDelivered || status is < 200 or >= 300 and not 499 || (tap.ErrorSeen && tap.EstimatedOutput == 0) || !Pricing.IsSoldByTokens(request))
        {
            return default;
        }

        request.CountPrompt();
        return new TokenUsage
        {
            Input = Math.Max(1, request.EstimatedInput), // a prompt that was not kept, such as a recording's, was not empty
            Output = tap.EstimatedOutput,
            SearchUnits = tap.SearchUnits,
            Source = UsageSource.Estimated,
        };
    }
}
