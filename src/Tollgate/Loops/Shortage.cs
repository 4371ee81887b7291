namespace Tollgate.Loops;

/// <summary>What this machine lacked for a connection that it wanted to make.</summary>
internal enum Shortage : byte
{
    /// <summary>Nothing: whatever failed was at the other end, or on the way.</summary>
    None,

    /// <summary>Descriptors: of the process (<c>EMFILE</c>) or of the system (<c>ENFILE</c>).</summary>
    Descriptors,

    /// <summary>Memory of the kernel (<c>ENOBUFS</c>, <c>ENOMEM</c>).</summary>
    Memory,

    /// <summary>Local ports, or a local address, towards one destination (<c>EADDRNOTAVAIL</c>). Others may still be reached.</summary>
    Ports,
}
