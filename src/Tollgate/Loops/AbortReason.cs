namespace Tollgate.Loops;

/// <summary>Why a transport was ended from this side.</summary>
internal enum AbortReason : byte
{
    None,

    /// <summary>Its deadline passed.</summary>
    Deadline,

    /// <summary>The other side of the exchange went away.</summary>
    PeerGone,

    /// <summary>The process is stopping.</summary>
    Shutdown,

    /// <summary>Whoever it was for may no longer have it.</summary>
    Revoked,

    /// <summary>The code above has no more use for it.</summary>
    Cancelled,
}
