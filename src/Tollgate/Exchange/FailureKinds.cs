namespace Tollgate.Exchange;

/// <summary>Failures by status, where the body tells no more.</summary>
internal static class FailureKinds
{
    /// <summary>The usual meaning of a provider's status.</summary>
    public static FailureKind OfStatus(int status) => status switch
    {
        400 or 405 or 409 or 415 or 422 => FailureKind.BadRequest,
        401 => FailureKind.Authentication,
        402 => FailureKind.Balance,
        403 => FailureKind.Permission,
        404 or 410 => FailureKind.NotFound,
        408 or 504 or 524 => FailureKind.Timeout,
        413 => FailureKind.TooLarge,
        429 or 498 => FailureKind.RateLimit,
        503 or 529 => FailureKind.Overloaded,
        >= 500 => FailureKind.Server,
        >= 400 => FailureKind.BadRequest,
        _ => FailureKind.Unknown,
    };

    /// <summary>The status that a client gets for a failure, whatever status or frame it came in.</summary>
    public static int StatusOf(FailureKind kind) => kind switch
    {
        FailureKind.BadRequest or FailureKind.ContextTooLong or FailureKind.ContentFilter => 400,
        FailureKind.Authentication => 401,
        FailureKind.Balance => 402,
        FailureKind.Permission => 403,
        FailureKind.NotFound => 404,
        FailureKind.TooLarge => 413,
        FailureKind.RateLimit => 429,
        FailureKind.Overloaded => 503,
        FailureKind.Timeout => 504,
        FailureKind.Server => 500,
        _ => 502,
    };
}
