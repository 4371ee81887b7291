namespace Tollgate.Control.Keys;

/// <summary>How a change of a key ended.</summary>
internal enum KeyOutcome
{
    Done,

    /// <summary>There is no key of that id.</summary>
    NotFound,

    /// <summary>What was asked breaks a rule; the result says which.</summary>
    Invalid,

    /// <summary>The organisation has another key of that name, the key is revoked, or somebody else keeps changing it.</summary>
    Conflict,

    /// <summary>There are as many keys as there may be.</summary>
    Full,
}
