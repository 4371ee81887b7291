namespace Tollgate.Control.Registry;

/// <summary>How a change of the registry ended.</summary>
internal enum RegistryOutcome
{
    Done,

    /// <summary>There is no entry of that id.</summary>
    NotFound,

    /// <summary>What was asked breaks a rule; the result says which.</summary>
    Invalid,

    /// <summary>The name is taken, the entry is the file's, something else needs it, somebody changed it, or there is no room.</summary>
    Conflict,
}
