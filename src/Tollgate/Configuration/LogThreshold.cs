namespace Tollgate.Configuration;

/// <summary>Severity of the application's log lines, rising.</summary>
public enum LogThreshold
{
    /// <summary>What a developer of the gateway wants to see.</summary>
    Debug,

    /// <summary>What an operator wants to see.</summary>
    Info,

    /// <summary>Something works less well than it should.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}
