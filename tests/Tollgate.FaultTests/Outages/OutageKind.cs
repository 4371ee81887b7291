namespace Tollgate.FaultTests.Outages;

/// <summary>What happens to a store.</summary>
public enum OutageKind
{
    None,

    /// <summary>Its server is killed, and started again.</summary>
    Killed,

    /// <summary>Connections are reset at once.</summary>
    Refusing,

    /// <summary>It takes bytes and answers nothing; in the end its connections break.</summary>
    Hanging,

    /// <summary>One byte a second, both ways.</summary>
    Slow,

    /// <summary>Connections break in the middle of batches and answers.</summary>
    Cut,
}
