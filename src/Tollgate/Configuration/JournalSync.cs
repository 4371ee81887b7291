namespace Tollgate.Configuration;

/// <summary>When journal records are forced to disk.</summary>
public enum JournalSync
{
    /// <summary>At short intervals, off the path.</summary>
    Interval,

    /// <summary>Before an answer ends.</summary>
    Always,
}
