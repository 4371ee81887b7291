namespace Tollgate.Faults;

/// <summary>
/// The closed list of failures that the gateway itself answers with. Each has a stable wire name, listed in <see cref="Fault"/>:
/// clients match on it, so a name is never changed and never reused.
/// </summary>
internal enum FaultCode : byte
{
    /// <summary>No failure.</summary>
    None,

    // 401
    AuthMissingToken,
    AuthInvalidToken,
    AuthExpiredToken,

    // 403
    Forbidden,

    // 429
    RateLimitExceeded,
    QuotaExceeded,
    QueueEvicted,
    UpstreamOverloaded,

    // 504
    QueueTimeout,
    UpstreamTimeout,

    // 402
    InsufficientBalance,
    BudgetExceeded,

    // 404, 405
    ModelNotFound,
    NotFound,
    MethodNotAllowed,

    // 400 and the other refusals of a request as it was written
    ValidationError,
    AppNameRequired,
    MalformedRequest,
    RequestTimeout,
    Conflict,
    BodyTooLarge,
    UriTooLong,
    UnsupportedMediaType,
    ExpectationFailed,
    IdempotencyMismatch,
    HeadersTooLarge,
    NotImplemented,
    HttpVersionNotSupported,

    // 503, 502
    UpstreamUnavailable,
    StorageError,
    GatewayOverloaded,
    UpstreamError,
    UpstreamLineTooLong,

    // 500
    InternalError,

    // 499, in the log only: nobody is left to answer
    ClientCancel,
}
