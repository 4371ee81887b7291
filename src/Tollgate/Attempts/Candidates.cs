using Tollgate.Admission;
using Tollgate.Balancing;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Attempts;

/// <summary>Whose turn it is: what balancing picks, if its breaker still lets the request pass.</summary>
internal static class Candidates
{
    /// <summary>The candidate to ask next, with its pass in the request and its provider's limits taken; -1 when none is left that may be asked.</summary>
    public static async LoopTask<int> NextAsync(RequestContext request)
    {
        for (var index = BalancingStage.Next(request); index >= 0; index = BalancingStage.Next(request))
        {
            var deployment = request.Candidates[index];
            if (!TargetReport.TryPass(request, deployment))
            {
                continue;
            }

            if (await ProviderLimits.TakeAsync(request, deployment) is >= 0 and var waitMs)
            {
                deployment.State.Health.Breaker.Released(request.Pass);
                request.Pass = 0;
                request.Limited |= 1UL << index;
                request.LimitWaitMs = Math.Min(request.LimitWaitMs, Math.Max(1, waitMs));
                request.Trace?.Considered(index, Exclusion.Limited, float.NaN);
                continue;
            }

            return index;
        }

        return -1;
    }

    /// <summary>
    /// The answer when nobody may be asked: 429 when all of them asked for a rest (check 21) or are at their providers' limits, else 503;
    /// both say when the first of them may be asked again.
    /// </summary>
    public static GatewayFault NoTarget(RequestContext request)
    {
        var now = request.Services.Loop.NowMs;
        var model = BalancingStage.ModelOf(request);
        var wait = request.LimitWaitMs;
        var overloaded = true;
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            if ((request.Limited & (1UL << i)) != 0)
            {
                continue;
            }

            var health = request.Candidates[i].State.Health;
            wait = Math.Min(wait, health.WaitMs(now, model));
            overloaded &= health.IsOverloaded(now, model);
        }

        if (overloaded && ProviderLimits.Refusal(request, wait) is { } limited)
        {
            return limited;
        }

        var seconds = (int)Math.Clamp((wait + 999) / 1000, 1, TargetHealth.MaxRestMs / 1000);
        return overloaded
            ? new GatewayFault(FaultCode.UpstreamOverloaded, RetryAfterSeconds: seconds)
            : new GatewayFault(FaultCode.UpstreamUnavailable, RetryAfterSeconds: seconds);
    }
}
