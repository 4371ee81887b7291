using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Routing;
using Tollgate.Routing.Explain;

namespace Tollgate.Balancing;

/// <summary>Before the first candidate is chosen: the request's arm, what it sticks to, and who can serve it at all.</summary>
internal static class BalancingPlan
{
    /// <summary>Fills the request's notes, or says why nobody can serve it.</summary>
    public static GatewayFault Make(RequestContext request)
    {
        var route = request.Route!;
        ref var notes = ref request.Notes;
        notes = default;
        notes.Arm = route.Arms?.Assign(request) ?? 0;
        FindOwner(request, ref notes);
        if (route.Sticky is { } sticky && request.Candidates.Length > 1)
        {
            notes.StickyKey = sticky.KeyOf(request);
        }

        Tell(request, route, in notes);
        if (!route.HasLimits)
        {
            return default;
        }

        var open = 0UL;
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            var arm = request.Candidates[i].Arm;
            open |= arm == 0 || arm == notes.Arm ? 1UL << i : 0;
        }

        return CapabilityFilter.Apply(request, open & ~notes.NotOwner);
    }

    private static void Tell(RequestContext request, Route route, ref readonly BalancingNotes notes)
    {
        if (request.Trace is { } trace)
        {
            trace.Sticky = notes.NotOwner != 0 ? StickyOutcome.Owner : StickyOutcome.None;
            if (route.Arms is { } arms && notes.Arm > 0)
            {
                (trace.Experiment, trace.Arm) = (arms.NameUtf8, arms.NamesUtf8[notes.Arm - 1]);
            }
        }
    }

    /// <summary>A response that a provider keeps can be gone on from there alone.</summary>
    private static void FindOwner(RequestContext request, ref BalancingNotes notes)
    {
        var previous = request.Fields.PreviousResponseId;
        if (previous.Length <= 2 || request.Candidates.Length < 2
            || request.Services.Shared.Owners.Find(request.Body.Bytes.Slice(previous.Start + 1, previous.Length - 2)) is not { } owner)
        {
            return;
        }

        var others = 0UL;
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            var candidate = request.Candidates[i];
            if (!string.Equals(candidate.Provider.Name, owner, StringComparison.Ordinal))
            {
                others |= 1UL << i;
            }
            else if (candidate.Arm != 0)
            {
                notes.Arm = candidate.Arm;
            }
        }

        var all = request.Candidates.Length == BalancingStage.MaxCandidates ? ulong.MaxValue : (1UL << request.Candidates.Length) - 1;
        notes.NotOwner = others == all ? 0 : others;
    }
}
