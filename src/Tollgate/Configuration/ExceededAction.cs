namespace Tollgate.Configuration;

/// <summary>What happens to a request beyond a limit.</summary>
public enum ExceededAction
{
    /// <summary>It is answered 429.</summary>
    Reject,

    /// <summary>It waits; not available in this version.</summary>
    Queue,
}
