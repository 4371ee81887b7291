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
        LimitGather.Add(request, hold, cells, candidate);
        if (hold.TryTake(request.Services.Shared.Limits.Clock.NowUs, from))
        {
            return true;
        }

        retryMs = hold.Verdict.RetryMs;
        hold.Cut(from);
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
        LimitGather.Add(request, hold, cells, candidate);
        if (await shared.TakeAsync(hold, from))
        {
            return -1;
        }

        hold.Cut(from);
        return hold.Verdict.RetryMs;
    }

    /// <summary>The attempt at a candidate came to nothing: its tokens and its place are free again, its request counts.</summary>
    public static void GiveBack(RequestContext request, Deployment candidate) =>
        request.Hold?.GiveBack(candidate, request.Services.Shared.Limits.Clock.NowUs);

    /// <summary>The attempt at a candidate was broken off while it worked: its place is free again, what it may have used counts.</summary>
    public static void Leave(RequestContext request, Deployment candidate) =>
        request.Hold?.GiveBack(candidate, request.Services.Shared.Limits.Clock.NowUs, onlyPlaces: true);
}
