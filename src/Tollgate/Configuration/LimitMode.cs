namespace Tollgate.Configuration;

/// <summary>How replicas that share a store hold a limit together.</summary>
public enum LimitMode
{
    /// <summary>Every request asks the store: never more than the limit is admitted.</summary>
    Exact,

    /// <summary>Each replica takes permits in advance: faster, and a little may be admitted too much.</summary>
    Leased,
}
