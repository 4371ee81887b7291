namespace Tollgate.Forwarding;

/// <summary>Whether a dial plan can be dialled.</summary>
internal enum DialPlanState : byte
{
    /// <summary>The name did not resolve: unknown, no answer in time, or too many look-ups at once.</summary>
    NotResolved,

    /// <summary>The name resolved, and the guard passed none of its addresses.</summary>
    Refused,

    /// <summary>There is at least one address to dial.</summary>
    Ready,
}
