namespace Tollgate.Control.Store;

/// <summary>Why the control store did not do what it was asked.</summary>
internal enum StoreFaultKind
{
    /// <summary>It cannot be reached, is locked or is broken for now. Trying again later may help.</summary>
    Unavailable,

    /// <summary>It is not ours to use: a newer schema, another installation's, no store at all. Trying again does not help.</summary>
    Refused,

    /// <summary>What was to be made exists already.</summary>
    Conflict,

    /// <summary>There is no room for more.</summary>
    Full,
}
