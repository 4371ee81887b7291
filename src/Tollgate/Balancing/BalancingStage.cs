using Tollgate.Listening;

namespace Tollgate.Balancing;

/// <summary>Stage 6: which of the candidates is asked next?</summary>
internal static class BalancingStage
{
    /// <summary>Most candidates of a route: one bit each in <see cref="RequestContext.Tried"/>.</summary>
    public const int MaxCandidates = 64;

    /// <summary>The index of the candidate to ask next, marked as tried; -1 when none is left.</summary>
    public static int Next(RequestContext request)
    {
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            if ((request.Tried & (1UL << i)) == 0)
            {
                request.Tried |= 1UL << i;
                request.Trace?.Considered(i, Exclusion.None, i);
                return i;
            }
        }

        return -1;
    }
}
