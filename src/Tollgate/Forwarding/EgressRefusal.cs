namespace Tollgate.Forwarding;

/// <summary>Why the egress guard let an address pass or not. A closed list: the name is a metric's tag.</summary>
internal enum EgressRefusal : byte
{
    /// <summary>Not looked at yet; refused.</summary>
    Unchecked,

    /// <summary>Not refused.</summary>
    None,

    /// <summary>The port belongs to a service that must not be spoken to in HTTP.</summary>
    Port,

    /// <summary>The gateway itself listens there.</summary>
    OwnListener,

    /// <summary>No host lives there.</summary>
    Unroutable,

    /// <summary>Link-local, or a cloud's metadata service.</summary>
    LinkLocalOrMetadata,

    /// <summary>This machine, and the target may not reach it.</summary>
    Loopback,

    /// <summary>A private network, and the target may not reach it.</summary>
    Private,

    /// <summary>A name that was public when first resolved now points inside.</summary>
    Rebound,
}
