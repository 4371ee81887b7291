using Tollgate.Balancing;
using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Attempts;

/// <summary>Whose turn it is: what balancing picks, if its breaker still lets the request pass.</summary>
internal static class Candidates
{
    /// <summary>The candidate to ask next, with its pass in the request; -1 when none is left that may be asked.</summary>
    public static int Next(RequestContext request)
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
    /// The answer when nobody may be asked: 429 when all of them asked for a rest (check 21), else 503; both say when the first of them
    /// may be asked again.
    /// </summary>
    public static GatewayFault NoTarget(RequestContext request)
    {
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
