using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Admission;

/// <summary>Limits of providers: taken when one is about to be asked, given back when it did not answer.</summary>
internal static class ProviderLimits
{
    /// <summary>Takes what the request needs of a candidate's provider. Two candidates may be at the same provider, and take of the same limits.</summary>
    /// <returns>-1 when everything was taken; where a rule has no room, milliseconds until there may be some, 0 where only another request's end makes it.</returns>
    public static LoopTask<long> TakeAsync(RequestContext request, Deployment candidate) => TakeAsync(request, candidate.Provider, candidate);

    /// <summary>As the other overload, of the one provider of a call without a model.</summary>
    public static LoopTask<long> TakeAsync(RequestContext request, Upstream only) => TakeAsync(request, only, only);

    /// <summary>The answer where providers' rules left nobody to ask; null where they had no part in it.</summary>
    /// <param name="request">Whose hold remembers them.</param>
    /// <param name="waitMs">Until any provider may be asked again, as far as that is known.</param>
    public static GatewayFault? Refusal(RequestContext request, long waitMs)
    {
        if (request.Hold is not { Upstream: { Blocking: { } cell } verdict })
        {
            return null;
        }

        request.Services.Shared.Limits.CountRefusal(cell);
        var first = verdict with { RetryMs = Math.Min(verdict.RetryMs, waitMs) };
        return new GatewayFault(cell.Refusal, LimitText.Refusal(first), RetryAfterSeconds: verdict.IsNever ? 0 : first.RetryAfterSeconds);
    }

    /// <summary>The attempt at a candidate came to nothing: its tokens and its place are free again, its request counts.</summary>
    public static void GiveBack(RequestContext request, Deployment candidate) =>
        request.Hold?.GiveBack(candidate, request.Services.Shared.Limits.Clock.NowUs);

    /// <summary>The attempt at a candidate was broken off while it worked: its place is free again, what it may have used counts.</summary>
    public static void Leave(RequestContext request, Deployment candidate) =>
        request.Hold?.GiveBack(candidate, request.Services.Shared.Limits.Clock.NowUs, onlyPlaces: true);

    private static LoopTask<long> TakeAsync(RequestContext request, Upstream upstream, object attempt)
    {
        var cells = request.Snapshot.Limits.OfProvider(upstream);
        if (cells.Length == 0)
        {
            return new LoopTask<long>(-1);
        }

        var hold = request.Hold ??= request.Services.Admission.Rent();
        var from = hold.Count;
        LimitGather.Add(request, hold, cells, attempt);
        if (request.Services.SharedLimits is not { } shared)
        {
            return new LoopTask<long>(WaitOf(hold, from, hold.TryTake(request.Services.Shared.Limits.Clock.NowUs, from)));
        }

        var taking = shared.TakeAsync(hold, from);
        return taking.IsCompleted ? new LoopTask<long>(WaitOf(hold, from, taking.GetAwaiter().GetResult())) : WaitAsync(hold, from, taking);
    }

    private static async LoopTask<long> WaitAsync(LimitHold hold, int from, LoopTask<bool> taking) => WaitOf(hold, from, await taking);

    private static long WaitOf(LimitHold hold, int from, bool taken)
    {
        if (taken)
        {
            return -1;
        }

        var wait = hold.Verdict.RetryMs;
        hold.Exclude(from);
        return wait;
    }
}
