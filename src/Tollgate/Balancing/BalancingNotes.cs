namespace Tollgate.Balancing;

/// <summary>What is found out about a request once, before its first candidate is chosen.</summary>
internal struct BalancingNotes
{
    /// <summary>One bit for each candidate that lacks what the request needs.</summary>
    public ulong Incapable;

    /// <summary>One bit for each that does not know the response that the request goes on from.</summary>
    public ulong NotOwner;

    /// <summary>What the request is to stay together with, hashed; 0 for nothing.</summary>
    public ulong StickyKey;

    /// <summary>Number of the arm that it belongs to; 0 for none.</summary>
    public int Arm;
}
