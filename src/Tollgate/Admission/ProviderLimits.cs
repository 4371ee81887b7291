using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Admission;

/// <summary>Limits of providers: taken when one is about to be asked, given back when it did not answer.</summary>
internal static class ProviderLimits
{
    /// <summary>Takes what the request needs of a candidate's provider.</summary>
    /// <param name="request">Its hold remembers what was taken.</param>
    /// <param name="candidate">About to be asked. Two of a request may be at the same provider, and take of the same limits.</param>
    /// <param name="retryMs">Where there is no room: milliseconds until there may be some, 0 where only another request's end makes it.</param>
    /// <returns>False when a rule has no room: another candidate should be asked.</returns>
    public static bool TryTake(RequestContext request, Deployment candidate, out long retryMs)
    {
        retryMs = 0;
        var cells = request.Snapshot.Limits.OfProvider(candidate.Provider);
        if (cells.Length == 0)
        {
            return true;
        }

        var hold = request.Hold ??= request.Services.Admission.Rent();
        var from = hold.Count;
<<<<<<< HEAD
        LimitGather.Add(request, hold, cells, request.Record.Attempts + 1);
=======
        LimitGather.Add(request, hold, cells, candidate);
>>>>>>> core
        if (hold.TryTake(request.Services.Shared.Limits.Clock.NowUs, from))
        {
            return true;
        }

        retryMs = hold.Verdict.RetryMs;
        hold.Exclude(from);
        return false;
    }

    /// <summary>As <see cref="TryTake"/>, also where replicas hold the limits together.</summary>
    /// <returns>-1 when everything was taken; else as <c>retryMs</c> there.</returns>
    public static async LoopTask<long> TakeAsync(RequestContext request, Deployment candidate)
    {
        var cells = request.Snapshot.Limits.OfProvider(candidate.Provider);
        if (cells.Length == 0 || request.Services.SharedLimits is not { } shared)
        {
            return TryTake(request, candidate, out var retryMs) ? -1 : retryMs;
        }

        var hold = request.Hold ??= request.Services.Admission.Rent();
        var from = hold.Count;
<<<<<<< HEAD
        LimitGather.Add(request, hold, cells, request.Record.Attempts + 1);
=======
        LimitGather.Add(request, hold, cells, candidate);
>>>>>>> core
        if (await shared.TakeAsync(hold, from))
        {
            return -1;
        }

        var wait = hold.Verdict.RetryMs;
        hold.Exclude(from);
        return wait;
    }

<<<<<<< HEAD
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

    /// <summary>The present attempt at a provider came to nothing: its tokens and its place are free again, its request counts.</summary>
    public static void GiveBack(RequestContext request) =>
        request.Hold?.GiveBack(request.Record.Attempts, request.Services.Shared.Limits.Clock.NowUs);
=======
    /// <summary>The attempt at a candidate came to nothing: its tokens and its place are free again, its request counts.</summary>
    public static void GiveBack(RequestContext request, Deployment candidate) =>
        request.Hold?.GiveBack(candidate, request.Services.Shared.Limits.Clock.NowUs);

    /// <summary>The attempt at a candidate was broken off while it worked: its place is free again, what it may have used counts.</summary>
    public static void Leave(RequestContext request, Deployment candidate) =>
        request.Hold?.GiveBack(candidate, request.Services.Shared.Limits.Clock.NowUs, onlyPlaces: true);
>>>>>>> core
}
