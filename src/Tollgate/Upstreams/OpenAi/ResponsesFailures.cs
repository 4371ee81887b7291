using Tollgate.Exchange;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Reads errors of providers that speak OpenAI's responses: by body, by event, or in a response that failed.</summary>
internal static class ResponsesFailures
{
    private const int MaxMessage = 2000;
    private const int MaxRaw = 500;

    /// <summary>The body of an error answer: <c>{"error": {…}}</c>, xAI's <c>{"code", "error": "text"}</c>, or anything else.</summary>
    public static UpstreamFailure Read(int status, ReadOnlyMemory<byte> body)
    {
        if (!AnswerJson.TryParse(body, out var document))
        {
            return Of(FailureKinds.OfStatus(status), Beginning(body), null, null);
        }

        using (document)
        {
            var failure = Read(status, JsonNode.Of(document, body));
            return failure.Message.Length > 0 ? failure : failure with { Message = Beginning(body) };
        }
    }

    /// <summary>An error wherever it stands: <c>error</c> may be an object, a text beside its code, or absent, and then its members stand here themselves.</summary>
    public static UpstreamFailure Read(int status, JsonNode root)
    {
        var error = root["error"u8];
        var of = error.IsObject ? error : root;
        var message = error.IsString ? error : First(of["message"u8], of["detail"u8]);
        var code = Text(of["code"u8]) ?? (of["type"u8].Is("error"u8) ? null : Text(of["type"u8]));
        var type = Text(error["type"u8]);
        return Of(KindOf(code, type, message.Text.ToString(), status), message.Text.ToString(), code, Text(of["param"u8]));
    }

    private static FailureKind KindOf(string? code, string? type, string message, int status) => code switch
    {
        "context_length_exceeded" or "string_above_max_length" => FailureKind.ContextTooLong,
        "content_filter" or "content_policy_violation" or "image_content_policy_violation" or "bio_policy" => FailureKind.ContentFilter,
        "insufficient_quota" or "billing_hard_limit_reached" => FailureKind.Balance,
        "rate_limit_exceeded" => FailureKind.RateLimit,
        "invalid_api_key" => FailureKind.Authentication,
        "model_not_found" => FailureKind.NotFound,
        "server_is_overloaded" or "slow_down" or "overloaded" => FailureKind.Overloaded,
        "server_error" or "vector_store_timeout" => FailureKind.Server,
        "invalid_prompt" => FailureKind.BadRequest,
        _ => ByType(type, message, status),
    };

    private static FailureKind ByType(string? type, string message, int status) => type switch
    {
        "insufficient_quota" => FailureKind.Balance,
        "tokens" or "requests" when status is 0 or 429 => FailureKind.RateLimit,
        "server_error" when status == 0 => FailureKind.Server,
        "invalid_request_error" when status == 0 => FailureKind.BadRequest,
        _ when status == 400 && message.Contains("API key", StringComparison.OrdinalIgnoreCase) => FailureKind.Authentication, // xAI
        _ => status == 0 ? FailureKind.Server : FailureKinds.OfStatus(status),
    };

    private static UpstreamFailure Of(FailureKind kind, string message, string? code, string? param) => new()
    {
        Kind = kind,
        Message = message.Length > MaxMessage ? message[..MaxMessage] : message,
        Code = code,
        Param = param,
    };

    private static string Beginning(ReadOnlyMemory<byte> body) => JsonString.Of(body.Span[..Math.Min(body.Length, MaxRaw)]).ToString();

    private static JsonNode First(JsonNode first, JsonNode second) => first.IsString ? first : second;

    private static string? Text(JsonNode value) => value.IsString && !value.Text.IsEmpty ? value.Text.ToString() : null;
}
