using Tollgate.Exchange;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Sorts failures by the words that providers use: codes and types first, since one status stands for several things (429 for an empty account, 400
/// for a wrong key), then the status, then the message.
/// </summary>
internal static class FailureWords
{
    /// <summary>Beginnings or parts of codes and types, the telling ones first. Numbers are Zhipu's and are compared whole.</summary>
    private static readonly (string Word, FailureKind Kind)[] Codes =
    [
        ("insufficient_quota", FailureKind.Balance),
        ("exceeded_current_quota", FailureKind.Balance),
        ("insufficient_balance", FailureKind.Balance),
        ("arrearage", FailureKind.Balance),
        ("billing", FailureKind.Balance),
        ("overduebalance", FailureKind.Balance),
        ("context_length", FailureKind.ContextTooLong),
        ("tokens_too_long", FailureKind.ContextTooLong),
        ("context_window", FailureKind.ContextTooLong),
        ("exceed_context_size", FailureKind.ContextTooLong),
        ("content_filter", FailureKind.ContentFilter),
        ("content_policy", FailureKind.ContentFilter),
        ("responsibleaipolicy", FailureKind.ContentFilter),
        ("data_inspection", FailureKind.ContentFilter),
        ("sensitivecontent", FailureKind.ContentFilter),
        ("moderation", FailureKind.ContentFilter),
        ("bio_policy", FailureKind.ContentFilter),
        ("overloaded", FailureKind.Overloaded),
        ("slow_down", FailureKind.Overloaded),
        ("unavailable", FailureKind.Overloaded),
        ("rate_limit", FailureKind.RateLimit),
        ("ratelimit", FailureKind.RateLimit),
        ("toomanyrequests", FailureKind.RateLimit),
        ("limit_requests", FailureKind.RateLimit),
        ("throttling", FailureKind.RateLimit),
        ("invalid_api_key", FailureKind.Authentication),
        ("authentication", FailureKind.Authentication),
        ("invalid_authentication", FailureKind.Authentication),
        ("invalid_iam_token", FailureKind.Authentication),
        ("unauthorized", FailureKind.Authentication),
        ("unauthenticated", FailureKind.Authentication),
        ("model_not_found", FailureKind.NotFound),
        ("deploymentnotfound", FailureKind.NotFound),
        ("notfound", FailureKind.NotFound),
        ("not_found", FailureKind.NotFound),
        ("invalid_model", FailureKind.NotFound),
        ("permission", FailureKind.Permission),
        ("accessdenied", FailureKind.Permission),
        ("timeout", FailureKind.Timeout),
        ("server_error", FailureKind.Server),
        ("internal_error", FailureKind.Server),
        ("internalservererror", FailureKind.Server),
        ("tool_use_failed", FailureKind.BadRequest),
        ("invalid_prompt", FailureKind.BadRequest),
        ("invalid_image", FailureKind.BadRequest),
        ("unsupported_parameter", FailureKind.BadRequest),
    ];

    private static readonly (string Words, FailureKind Kind)[] Messages =
    [
        ("maximum context length", FailureKind.ContextTooLong),
        ("context window", FailureKind.ContextTooLong),
        ("context size", FailureKind.ContextTooLong),
        ("prompt is too long", FailureKind.ContextTooLong),
        ("content management policy", FailureKind.ContentFilter),
        ("violates usage guidelines", FailureKind.ContentFilter),
        ("incorrect api key", FailureKind.Authentication),
        ("invalid api key", FailureKind.Authentication),
    ];

    /// <summary>What kind of failure it is.</summary>
    /// <param name="status">The answer's status; below 400 where the failure came in some other way.</param>
    /// <param name="code">The provider's code, a word or a number.</param>
    /// <param name="type">Its type.</param>
    /// <param name="message">Its words.</param>
    public static FailureKind KindOf(int status, string? code, string? type, string message)
    {
        var kind = OfNumber(code);
        kind = kind == FailureKind.Unknown ? OfCode(code) : kind;
        kind = kind == FailureKind.Unknown ? OfCode(type) : kind;
        kind = kind == FailureKind.Unknown && status is >= 400 and < 500 and not 429 ? OfMessage(message) : kind;
        kind = kind == FailureKind.Unknown ? FailureKinds.OfStatus(status) : kind;
        if (kind is FailureKind.Unknown)
        {
            kind = OfMessage(message);
        }

        return kind != FailureKind.Unknown ? kind
            : type is "invalid_request_error" or "BadRequestError" ? FailureKind.BadRequest
            : FailureKind.Server;
    }

    private static FailureKind OfNumber(string? code) => code switch
    {
        "1000" or "1001" or "1002" or "1003" or "1004" => FailureKind.Authentication,
        "1113" => FailureKind.Balance,
        "1261" => FailureKind.ContextTooLong,
        "1301" => FailureKind.ContentFilter,
        "1302" or "1303" or "1304" or "1308" => FailureKind.RateLimit,
        "1305" or "1312" => FailureKind.Overloaded,
        "1211" => FailureKind.NotFound,
        _ => FailureKind.Unknown,
    };

    private static FailureKind OfCode(string? code)
    {
        if (string.IsNullOrEmpty(code))
        {
            return FailureKind.Unknown;
        }

        foreach (var (word, kind) in Codes)
        {
            if (code.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return FailureKind.Unknown;
    }

    private static FailureKind OfMessage(string message)
    {
        foreach (var (words, kind) in Messages)
        {
            if (message.Contains(words, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return FailureKind.Unknown;
    }
}
