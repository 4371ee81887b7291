using System.Diagnostics;
using Tollgate.Attempts;
using Tollgate.Listening;

namespace Tollgate.Balancing;

/// <summary>What an attempt's end tells about its target.</summary>
internal static class TargetFigures
{
    /// <summary>Adds it to the target's figures. A request that was wrong, or whose client left, tells nothing.</summary>
    public static void Tell(RequestContext request, AttemptOutcome outcome)
    {
        if (request.Deployment is not { } deployment)
        {
            return;
        }

        var now = request.Services.Loop.NowMs;
        switch (outcome)
        {
            case AttemptOutcome.Answered when request.Answer!.Status is >= 200 and < 400:
                deployment.State.Stats.Answered(now, (float)Stopwatch.GetElapsedTime(request.Sent, request.AnswerHead).TotalMilliseconds);
                if (request.Notes.StickyKey != 0 && request.Route!.Sticky is { TtlMs: > 0 and var ttl })
                {
                    request.Services.Shared.Sticky.Remember(request.Notes.StickyKey, (uint)deployment.StickySeed, now, now + ttl);
                }

                break;
            case AttemptOutcome.Answered when request.Answer!.Status is 429 or >= 500:
            case AttemptOutcome.OutOfMemory or AttemptOutcome.Unreachable or AttemptOutcome.NoFirstByte or AttemptOutcome.Reset or AttemptOutcome.NotHttp
                or AttemptOutcome.NoCredential:
                deployment.State.Stats.Failed(now);
                break;
        }
    }
}
