namespace Tollgate.Configuration;

/// <summary>Where log lines go.</summary>
public enum LogSink
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,

    /// <summary>Nowhere.</summary>
    None,

    /// <summary>A file, appended to.</summary>
    File,
}
