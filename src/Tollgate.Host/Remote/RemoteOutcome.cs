namespace Tollgate.Host.Remote;

/// <summary>What came of asking for a remote configuration. A closed list: the name is a metric's label.</summary>
internal enum RemoteOutcome
{
    /// <summary>A document, whole.</summary>
    Document,

    /// <summary>It is still what it was.</summary>
    Unchanged,

    /// <summary>A document that is no valid configuration.</summary>
    Refused,

    /// <summary>There was no connection, or no permitted one.</summary>
    Unreachable,

    /// <summary>There was no whole answer in time.</summary>
    TimedOut,

    /// <summary>Another status than 200 and 304.</summary>
    Status,

    /// <summary>Something else than a document, such as a page of HTML.</summary>
    NotADocument,

    /// <summary>The answer ended before its end, or would not have shown it.</summary>
    CutOff,

    /// <summary>The answer is longer than a configuration may be.</summary>
    TooLarge,
}
