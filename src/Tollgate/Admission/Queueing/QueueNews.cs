namespace Tollgate.Admission.Queueing;

/// <summary>What a waiting request is told.</summary>
internal enum QueueNews : byte
{
    None,

    /// <summary>It may try to acquire its limits now; nobody else of this queue does until it says how that went.</summary>
    Turn,

    /// <summary>The queue was full and this was the oldest of the tenant with the most waiting.</summary>
    Evicted,

    /// <summary>It has waited for as long as its rule permits.</summary>
    TimedOut,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>Its key was revoked, switched off or ran out.</summary>
    Revoked,

    /// <summary>The process stops, and would not get to it.</summary>
    Stopping,

    /// <summary>A stream that has been waiting for a while is to be told so.</summary>
    Beat,
}
