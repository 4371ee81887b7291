namespace Tollgate.Recording;

/// <summary>How much an event of the application matters.</summary>
internal enum LogSeverity : byte
{
    /// <summary>For who looks for it.</summary>
    Debug,

    /// <summary>The normal course of things.</summary>
    Info,

    /// <summary>Something failed and was dealt with.</summary>
    Warn,

    /// <summary>Something failed that somebody should look at.</summary>
    Error,
}
