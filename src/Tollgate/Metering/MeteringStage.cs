using Tollgate.Listening;
using Tollgate.Streaming;

namespace Tollgate.Metering;

/// <summary>Stage 8: what did it cost in tokens? The provider's own figures where there are any, else a count of our own, marked as such.</summary>
internal static class MeteringStage
{
    /// <summary>Writes tokens and cost into the record.</summary>
    /// <param name="request">Whose answer has been looked at.</param>
    /// <param name="outcome">How its relay ended, or is about to.</param>
    /// <param name="isDelivered">Bytes of it have reached the client, or are about to.</param>
    public static void Settle(RequestContext request, RelayOutcome outcome, bool isDelivered)
    {
        var record = request.Record;
        if (!request.Metered || record.Status >= 400 && outcome != RelayOutcome.ClientGone && !request.Committed)
        {
            return;
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

            record.Usage = usage;
            return;
        }

        if (!isDelivered)
        {
            return; // nothing of it reached anybody, and the provider claims nothing
        }

        if (record.Status is < 200 or >= 300 and not 499 || !(tap.IsStream || tap.IsJson) || (tap.ErrorSeen && tap.EstimatedOutput == 0))
        {
            return;
        }

        request.EstimatePrompt();
        record.Usage = new TokenUsage
        {
            Input = Math.Max(0, request.EstimatedInput),
            Output = tap.EstimatedOutput,
            Source = UsageSource.Estimated,
        };
    }
}
