using Tollgate.Balancing;
using Tollgate.Listening;
using Tollgate.Routing;
using Tollgate.Streaming;

namespace Tollgate.Attempts;

/// <summary>Tells a target's health what came of an attempt: success, a failure of one class, a rest, or nothing that is its doing.</summary>
internal static class TargetReport
{
    /// <summary>Lets the request pass to this target; false when its breaker gave its last place to another meanwhile.</summary>
    public static bool TryPass(RequestContext request, Deployment deployment)
    {
        var passes = deployment.State.Health.Breaker.TryPass(request.Services.Loop.NowMs, out var pass, out var change);
        Log(request.Services, deployment, change);
        request.Pass = pass;
        return passes;
    }

    /// <summary>An attempt is over, or has its answer's head.</summary>
    public static void Attempted(RequestContext request, AttemptOutcome outcome)
    {
        if (request.Deployment is not { } deployment)
        {
            return;
        }

        switch (outcome)
        {
            case AttemptOutcome.Answered or AttemptOutcome.OutOfMemory:
                Answered(request, deployment, request.Answer!.Status);
                break;
            case AttemptOutcome.Unreachable or AttemptOutcome.NoCredential:
                Failed(request, deployment, TargetFault.Connect);
                break;
            case AttemptOutcome.NoFirstByte when !request.WasCutShort:
                Failed(request, deployment, TargetFault.Timeout);
                break;
            case AttemptOutcome.Reset or AttemptOutcome.NotHttp or AttemptOutcome.DeadConnection:
                Failed(request, deployment, TargetFault.Broken);
                break;
            default:
                Release(request);
                break;
        }
    }

    /// <summary>The answer's relay is over.</summary>
    public static void Relayed(RequestContext request, RelayOutcome outcome)
    {
        if (request.Deployment is not { } deployment || request.Pass == 0)
        {
            return;
        }

        switch (outcome)
        {
            case RelayOutcome.Complete:
                deployment.State.Health.Breaker.Completed(request.Pass);
                break;
            case RelayOutcome.UpstreamBroke or RelayOutcome.BadAnswer or RelayOutcome.LineTooLong:
            case RelayOutcome.UpstreamTimeout when Deadline.LeftMs(request) > 0:
                Failed(request, deployment, TargetFault.Broken);
                break;
        }

        request.Pass = 0;
    }

    /// <summary>Gives back a probe's place of which nothing came.</summary>
    public static void Release(RequestContext request)
    {
        if (request.Pass != 0)
        {
            request.Deployment?.State.Health.Breaker.Released(request.Pass);
            request.Pass = 0;
        }
    }

    private static void Answered(RequestContext request, Deployment deployment, int status)
    {
        var health = deployment.State.Health;
        var now = request.Services.Loop.NowMs;
        if (status is 429 or 503 or 529 || (status >= 500 && request.Answer!.Has(Http1.KnownField.RetryAfter)))
        {
            var asked = RetryAfter.Read(request.Answer!, request.Connection!.In.Unread, request.Services.UnixMilliseconds);
            if (health.BeginRest(now, asked, overloaded: status is 429 or 529, BalancingStage.ModelOf(request)))
            {
                request.Services.Shared.Log.Info(
                    EventIds.TargetRests, "A target refused and rests",
                    ("provider", deployment.Provider.Name), ("model", NameOf(deployment)), ("status", status), ("rest_ms", health.RestMs(now)));
            }
        }

        if (status is 429 or 529)
        {
            Release(request); // it lives, and says that it has enough to do
        }
        else if (status is >= 500 and not (501 or 505))
        {
            Failed(request, deployment, TargetFault.ServerError);
        }
        else
        {
            health.Rested(BalancingStage.ModelOf(request));
            Log(request.Services, deployment, health.Breaker.Answered(request.Pass, now));
            request.Pass &= ~1; // what follows is not the probe's business any more
        }
    }

    private static void Failed(RequestContext request, Deployment deployment, TargetFault fault)
    {
        if (request.Pass != 0)
        {
            Log(request.Services, deployment, deployment.State.Health.Breaker.Failed(request.Pass, fault, request.Services.Loop.NowMs), fault);
            request.Pass = 0;
        }
    }

    private static void Log(LoopServices services, Deployment deployment, BreakerChange change, TargetFault fault = default)
    {
        switch (change)
        {
            case BreakerChange.Opened:
                var wait = deployment.State.Health.Breaker.WaitMs(services.Loop.NowMs);
                services.Shared.Log.Warn(
                    EventIds.BreakerOpened, "A target's breaker opened: it fails",
                    ("provider", deployment.Provider.Name), ("model", NameOf(deployment)), ("fault", FaultName(fault)), ("open_ms", wait));
                break;
            case BreakerChange.HalfOpened:
                services.Shared.Log.Info(
                    EventIds.BreakerHalfOpened, "A target's breaker is half open: a request tries it",
                    ("provider", deployment.Provider.Name), ("model", NameOf(deployment)));
                break;
            case BreakerChange.Closed:
                services.Shared.Log.Info(
                    EventIds.BreakerClosed, "A target's breaker closed: it is back",
                    ("provider", deployment.Provider.Name), ("model", NameOf(deployment)));
                break;
        }
    }

    private static string NameOf(Deployment deployment) => deployment.UpstreamModel ?? deployment.Model ?? "*";

    private static string FaultName(TargetFault fault) => fault switch
    {
        TargetFault.Connect => "connect",
        TargetFault.Timeout => "timeout",
        TargetFault.ServerError => "server_error",
        _ => "broken",
    };
}
