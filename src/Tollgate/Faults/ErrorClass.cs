namespace Tollgate.Faults;

/// <summary>The coarse class of a failure in the access log and in metrics: a closed set, so that it may be a label.</summary>
internal enum ErrorClass : byte
{
    /// <summary>No failure.</summary>
    None,

    /// <summary><c>client_error</c>: the request was wrong.</summary>
    ClientError,

    /// <summary><c>client_cancel</c>: the client went away first.</summary>
    ClientCancel,

    /// <summary><c>client_timeout</c>: the client did not finish sending, or reading, in time.</summary>
    ClientTimeout,

    /// <summary><c>auth</c>: no key, a wrong one, or one that may not do this.</summary>
    Auth,

    /// <summary><c>limited</c>: a rate, quota, queue or budget rule said no.</summary>
    Limited,

    /// <summary><c>upstream_timeout</c>: no first byte, or no next one, in time.</summary>
    UpstreamTimeout,

    /// <summary><c>upstream_5xx</c>: the provider answered with a server error.</summary>
    Upstream5xx,

    /// <summary><c>upstream_4xx</c>: the provider refused the request; its answer was passed on.</summary>
    Upstream4xx,

    /// <summary><c>upstream_overloaded</c>: the provider answered 429 or 529.</summary>
    UpstreamOverloaded,

    /// <summary><c>upstream_unreachable</c>: no connection could be made, or none is allowed.</summary>
    UpstreamUnreachable,

    /// <summary><c>upstream_broken</c>: the answer ended early or was not HTTP, JSON or SSE as promised.</summary>
    UpstreamBroken,

    /// <summary><c>storage_error</c>: a store or the journal failed.</summary>
    StorageError,

    /// <summary><c>gateway_overloaded</c>: memory or connection budget used up, or draining.</summary>
    GatewayOverloaded,

    /// <summary><c>gateway_error</c>: a bug here.</summary>
    GatewayError,
}
