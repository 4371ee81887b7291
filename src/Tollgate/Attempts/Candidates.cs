using Tollgate.Admission;
using Tollgate.Balancing;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Attempts;

/// <summary>Whose turn it is: what balancing picks, if its breaker still lets the request pass.</summary>
internal static class Candidates
{
    /// <summary>The candidate to ask next, with its pass in the request and its part of its provider's limits; -1 when none is left that may be asked.</summary>
    public static LoopTask<int> NextAsync(RequestContext request) =>
        request.Snapshot.Limits.LimitsProviders ? NextWithRoomAsync(request) : new LoopTask<int>(Next(request));

    /// <summary>Whether a provider's limits leave room for another attempt at it; takes it.</summary>
    public static async LoopTask<bool> HasRoomAsync(RequestContext request, Upstream upstream) =>
        !request.Snapshot.Limits.LimitsProviders || await ProviderLimits.TakeAsync(request, upstream) < 0;

    private static async LoopTask<int> NextWithRoomAsync(RequestContext request)
    {
        for (var index = Next(request); index >= 0; index = Next(request))
        {
            var candidate = request.Candidates[index];
            if (await ProviderLimits.TakeAsync(request, candidate.Provider) < 0)
            {
                return index;
            }

            if (request.Pass != 0)
            {
                candidate.State.Health.Breaker.Released(request.Pass);
                request.Pass = 0;
            }
        }

        return -1;
    }

    private static int Next(RequestContext request)
    {
        for (var index = BalancingStage.Next(request); index >= 0; index = BalancingStage.Next(request))
        {
            if (TargetReport.TryPass(request, request.Candidates[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>
    /// The answer when nobody may be asked: 429 when a provider's limit left nobody, and when all of them asked for a rest (check 21), else 503; both say when the first of them
    /// may be asked again.
    /// </summary>
    public static GatewayFault NoTarget(RequestContext request)
    {
        if (ProviderLimits.Refusal(request) is { } limited)
        {
            return limited;
        }

        var now = request.Services.Loop.NowMs;
        var wait = long.MaxValue;
        var overloaded = true;
        foreach (var candidate in request.Candidates)
        {
            var health = candidate.State.Health;
            wait = Math.Min(wait, health.WaitMs(now));
            overloaded &= health.IsOverloaded(now);
        }

        var seconds = (int)Math.Clamp((wait + 999) / 1000, 1, TargetHealth.MaxRestMs / 1000);
        return overloaded
            ? new GatewayFault(FaultCode.UpstreamOverloaded, RetryAfterSeconds: seconds)
            : new GatewayFault(FaultCode.UpstreamUnavailable, RetryAfterSeconds: seconds);
    }
}
