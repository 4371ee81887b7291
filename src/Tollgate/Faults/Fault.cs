using System.Collections.Frozen;
using static Tollgate.Faults.ErrorClass;
using static Tollgate.Faults.FaultSource;

namespace Tollgate.Faults;

/// <summary>The one place that maps a <see cref="FaultCode"/> to status, wire names, source and log class.</summary>
internal static class Fault
{
    private static readonly FaultEntry[] Rows = Index(
    [
        Row(FaultCode.None, "", 200, Gateway, ErrorClass.None, ""),

        Row(FaultCode.AuthMissingToken, "AUTH_MISSING_TOKEN", 401, Client, Auth,
            "Unauthorized: the API key is missing. Send it as 'Authorization: Bearer <key>' or 'x-api-key: <key>'."),
        Row(FaultCode.AuthInvalidToken, "AUTH_INVALID_TOKEN", 401, Client, Auth, "Unauthorized: the API key is invalid."),
        Row(FaultCode.AuthExpiredToken, "AUTH_EXPIRED_TOKEN", 401, Client, Auth,
            "Unauthorized: the API key is no longer valid (an expired key is invalid)."),
        Row(FaultCode.Forbidden, "FORBIDDEN", 403, Client, Auth, "This API key may not do that."),

        Row(FaultCode.RateLimitExceeded, "RATE_LIMIT_EXCEEDED", 429, Client, Limited, "Rate limit exceeded. Retry later."),
        Row(FaultCode.QuotaExceeded, "QUOTA_EXCEEDED", 429, Client, Limited, "The quota of this API key is used up."),
        Row(FaultCode.QueueEvicted, "QUEUE_EVICTED", 429, Gateway, Limited, "The queue is full and this request was the oldest in it. Retry later."),
        Row(FaultCode.UpstreamOverloaded, "UPSTREAM_OVERLOADED", 429, Upstream, ErrorClass.UpstreamOverloaded, "The provider is overloaded. Retry later."),

        Row(FaultCode.QueueTimeout, "QUEUE_TIMEOUT", 504, Gateway, Limited, "The request waited in the queue for too long."),
        Row(FaultCode.UpstreamTimeout, "UPSTREAM_TIMEOUT", 504, Upstream, ErrorClass.UpstreamTimeout, "The provider did not answer in time."),

        Row(FaultCode.InsufficientBalance, "INSUFFICIENT_BALANCE", 402, Client, Limited, "Insufficient balance."),
        Row(FaultCode.BudgetExceeded, "BUDGET_EXCEEDED", 402, Client, Limited, "The budget for this period is used up."),

        Row(FaultCode.ModelNotFound, "MODEL_NOT_FOUND", 404, Client, ClientError, "The model does not exist, or this API key may not use it."),
        Row(FaultCode.NotFound, "NOT_FOUND", 404, Client, ClientError, "There is nothing at this address."),
        Row(FaultCode.MethodNotAllowed, "METHOD_NOT_ALLOWED", 405, Client, ClientError, "This address does not take that method."),

        Row(FaultCode.ValidationError, "VALIDATION_ERROR", 400, Client, ClientError, "The request is invalid."),
        Row(FaultCode.AppNameRequired, "APP_NAME_REQUIRED", 400, Client, ClientError, "The App-Name header is required."),
        Row(FaultCode.MalformedRequest, "MALFORMED_REQUEST", 400, Client, ClientError, "The request is not well-formed HTTP/1.1."),
        Row(FaultCode.RequestTimeout, "REQUEST_TIMEOUT", 408, Client, ClientTimeout, "The request was not received in time."),
        Row(FaultCode.Conflict, "CONFLICT", 409, Client, ClientError, "The request conflicts with the present state."),
        Row(FaultCode.BodyTooLarge, "BODY_TOO_LARGE", 413, Client, ClientError, "The request body is too large."),
        Row(FaultCode.UriTooLong, "URI_TOO_LONG", 414, Client, ClientError, "The request target is too long."),
        Row(FaultCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", 415, Client, ClientError, "This content type is not supported here."),
        Row(FaultCode.ExpectationFailed, "EXPECTATION_FAILED", 417, Client, ClientError, "The only expectation supported is 100-continue."),
        Row(FaultCode.IdempotencyMismatch, "IDEMPOTENCY_MISMATCH", 422, Client, ClientError, "This Idempotency-Key was used with another request."),
        Row(FaultCode.HeadersTooLarge, "HEADERS_TOO_LARGE", 431, Client, ClientError, "The request headers are too large."),
        Row(FaultCode.NotImplemented, "NOT_IMPLEMENTED", 501, Client, ClientError, "This transfer coding or method is not implemented."),
        Row(FaultCode.HttpVersionNotSupported, "HTTP_VERSION_NOT_SUPPORTED", 505, Client, ClientError, "This HTTP version is not supported."),

        Row(FaultCode.UpstreamUnavailable, "UPSTREAM_UNAVAILABLE", 503, Upstream, UpstreamUnreachable, "The provider is unavailable. Retry later."),
        Row(FaultCode.StorageError, "STORAGE_ERROR", 503, Gateway, ErrorClass.StorageError, "The service is unavailable: its storage failed. Retry later."),
        Row(FaultCode.GatewayOverloaded, "GATEWAY_OVERLOADED", 503, Gateway, ErrorClass.GatewayOverloaded, "The gateway is overloaded and unavailable. Retry later."),
        Row(FaultCode.UpstreamError, "UPSTREAM_ERROR", 502, Upstream, UpstreamBroken, "The provider's answer was broken."),
        Row(FaultCode.UpstreamLineTooLong, "UPSTREAM_LINE_TOO_LONG", 502, Upstream, UpstreamBroken, "The provider sent an event that is too long."),

        Row(FaultCode.InternalError, "INTERNAL_ERROR", 500, Gateway, GatewayError, "Internal error."),
        Row(FaultCode.ClientCancel, "CLIENT_CANCEL", 499, Client, ErrorClass.ClientCancel, "The client closed the request."),
    ]);

    /// <summary>All rows but <see cref="FaultCode.None"/>, in the order of the enum.</summary>
    public static ReadOnlySpan<FaultEntry> All => Rows.AsSpan(1);

    /// <summary>The row of a code.</summary>
    public static FaultEntry Of(FaultCode code) => Rows[(int)code];

    /// <summary>The code for a status that the HTTP/1.1 parser refuses a request with.</summary>
    public static FaultCode OfParserStatus(int status) => status switch
    {
        405 => FaultCode.MethodNotAllowed,
        408 => FaultCode.RequestTimeout,
        413 => FaultCode.BodyTooLarge,
        414 => FaultCode.UriTooLong,
        415 => FaultCode.UnsupportedMediaType,
        417 => FaultCode.ExpectationFailed,
        431 => FaultCode.HeadersTooLarge,
        501 => FaultCode.NotImplemented,
        505 => FaultCode.HttpVersionNotSupported,
        _ => FaultCode.MalformedRequest,
    };

    private static FaultEntry Row(FaultCode code, string name, int status, FaultSource source, ErrorClass errorClass, string message) => new()
    {
        Code = code,
        Name = name,
        Status = status,
        Source = source,
        Class = errorClass,
        Message = message,
        OpenAiType = OpenAiType(code, status),
        AnthropicType = AnthropicType(code, status),
        GeminiStatus = GeminiStatus(status),
    };

    /// <summary>The SDKs choose their exception by status; <c>type</c> is what people read and branch on.</summary>
    private static string OpenAiType(FaultCode code, int status) => status switch
    {
        _ when code is FaultCode.QuotaExceeded => "insufficient_quota",
        401 => "authentication_error",
        402 => "insufficient_quota",
        403 => "permission_error",
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        501 or 505 => "invalid_request_error",
        504 => "timeout_error",
        _ => "server_error",
    };

    private static string AnthropicType(FaultCode code, int status) => status switch
    {
        _ when code is FaultCode.GatewayOverloaded => "overloaded_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        501 or 505 => "invalid_request_error",
        504 => "timeout_error",
        _ => "api_error",
    };

    private static string GeminiStatus(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        402 => "FAILED_PRECONDITION",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        < 500 => "INVALID_ARGUMENT",
        500 => "INTERNAL",
        501 or 505 => "UNIMPLEMENTED",
        504 => "DEADLINE_EXCEEDED",
        _ => "UNAVAILABLE",
    };

    /// <summary>Puts each row at the number of its code, so that a row in the wrong place cannot lie.</summary>
    private static FaultEntry[] Index(FaultEntry[] rows)
    {
        var byCode = rows.ToFrozenDictionary(row => row.Code);
        return [.. Enum.GetValues<FaultCode>().Order().Select(code => byCode[code])];
    }
}
