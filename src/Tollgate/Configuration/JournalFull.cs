namespace Tollgate.Configuration;

/// <summary>What happens to new requests when the journal has no room left, or its disk fails.</summary>
public enum JournalFull
{
    /// <summary>They are answered 503 <c>STORAGE_ERROR</c>: nothing is served that would not be recorded.</summary>
    Refuse,

    /// <summary>They are served, and the oldest records that no store has yet make room. What is lost is counted.</summary>
    DropOldest,
}
