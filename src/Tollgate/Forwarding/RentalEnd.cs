namespace Tollgate.Forwarding;

/// <summary>Why a wait for a connection ended without one.</summary>
internal enum RentalEnd : byte
{
    /// <summary>No connection could be made: name, guard, address, TLS.</summary>
    Unreachable,

    /// <summary>This machine had no descriptor or no memory for one.</summary>
    OwnShortage,

    /// <summary>This machine has no local port left towards the provider.</summary>
    NoPorts,

    /// <summary>All connections that the provider may have were taken for too long.</summary>
    NoPlace,

    /// <summary>Whoever wanted it has left.</summary>
    Left,

    /// <summary>The time for it was over.</summary>
    TooLate,
}
