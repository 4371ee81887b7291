namespace Tollgate.Exchange;

/// <summary>Every provider's failures in one list, which each dialect has its own words for.</summary>
internal enum FailureKind : byte
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>The request is wrong: asking again does not help.</summary>
    BadRequest,

    /// <summary>The prompt is longer than the model's context.</summary>
    ContextTooLong,

    /// <summary>The provider's filter took offence.</summary>
    ContentFilter,

    /// <summary>The credential is missing or wrong.</summary>
    Authentication,

    /// <summary>The account has no money left, or its quota is used up.</summary>
    Balance,

    /// <summary>The credential may not do that.</summary>
    Permission,

    /// <summary>There is no such model or object.</summary>
    NotFound,

    /// <summary>The request is too large.</summary>
    TooLarge,

    /// <summary>Too many requests or tokens in this window.</summary>
    RateLimit,

    /// <summary>The provider has more work than it can do.</summary>
    Overloaded,

    /// <summary>It took too long.</summary>
    Timeout,

    /// <summary>The provider broke.</summary>
    Server,
}
