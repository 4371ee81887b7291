namespace Tollgate.Storage.Health;

/// <summary>Why a store could not be used: a closed set, so that it may be a label.</summary>
internal enum StoreFault
{
    /// <summary>It works.</summary>
    None,

    /// <summary>Nobody listens there, or the connection was lost.</summary>
    Refused,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>It does not accept our credentials.</summary>
    Auth,

    /// <summary>Its disk, memory or connections are used up.</summary>
    Full,

    /// <summary>Anything else.</summary>
    Other,
}
