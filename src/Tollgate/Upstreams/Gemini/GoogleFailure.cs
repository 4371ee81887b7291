using System.Globalization;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Reads Google's errors: <c>{"error": {"code", "message", "status", "details": []}}</c>, in a stream also within an array.</summary>
internal static class GoogleFailure
{
    /// <summary>Of the body of a refusal.</summary>
    public static UpstreamFailure OfBody(int status, ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        return json.IsJson ? Of((json.Root.IsArray ? json.Root[0] : json.Root)["error"u8], status) : FailureText.Bare(status, body.Span);
    }

    /// <summary>Of the error itself.</summary>
    /// <param name="error">The object, or a text; perhaps not there.</param>
    /// <param name="status">The answer's status; 0 within a stream.</param>
    public static UpstreamFailure Of(JsonNode error, int status)
    {
        var word = error["status"u8].Text;
        var message = error.IsString ? error.Text : error["message"u8].Text;
        status = (int)Math.Clamp(error["code"u8].Whole ?? status, 0, 999);
        var failure = new UpstreamFailure
        {
            Kind = KindOf(error["status"u8], message, status),
            Message = FailureText.Of(message),
            Code = word.IsEmpty ? null : FailureText.Of(word),
        };
        foreach (var detail in error["details"u8].Each)
        {
            failure = WithDetail(failure, detail);
        }

        return failure;
    }

    private static FailureKind KindOf(JsonNode word, JsonString message, int status) =>
        IsTooLong(message) ? FailureKind.ContextTooLong
        : word.Is("INVALID_ARGUMENT"u8) || word.Is("FAILED_PRECONDITION"u8) || word.Is("OUT_OF_RANGE"u8) ? FailureKind.BadRequest
        : word.Is("UNAUTHENTICATED"u8) ? FailureKind.Authentication
        : word.Is("PERMISSION_DENIED"u8) ? FailureKind.Permission
        : word.Is("NOT_FOUND"u8) ? FailureKind.NotFound
        : word.Is("RESOURCE_EXHAUSTED"u8) ? FailureKind.RateLimit
        : word.Is("UNAVAILABLE"u8) ? FailureKind.Overloaded
        : word.Is("DEADLINE_EXCEEDED"u8) ? FailureKind.Timeout
        : word.Is("INTERNAL"u8) || word.Is("UNKNOWN"u8) || word.Is("DATA_LOSS"u8) || word.Is("ABORTED"u8) ? FailureKind.Server
        : FailureKinds.OfStatus(status);

    private static bool IsTooLong(JsonString message) => message.Span.IndexOf("exceeds the maximum number of tokens"u8) >= 0;

    private static UpstreamFailure WithDetail(UpstreamFailure failure, JsonNode detail)
    {
        var reason = detail["reason"u8];
        if (reason.Is("API_KEY_INVALID"u8) || reason.Is("ACCESS_TOKEN_EXPIRED"u8))
        {
            return failure with { Kind = FailureKind.Authentication, Code = FailureText.Of(reason.Text) };
        }

        if (reason.Is("BILLING_DISABLED"u8))
        {
            return failure with { Kind = FailureKind.Balance, Code = "BILLING_DISABLED" };
        }

        if (detail["retryDelay"u8].Text is { IsEmpty: false } delay)
        {
            return failure with { RetryAfterSeconds = SecondsOf(delay) };
        }

        var field = detail["fieldViolations"u8][0]["field"u8].Text;
        return field.IsEmpty ? failure : failure with { Param = failure.Param ?? FailureText.Of(field) };
    }

    /// <summary>Of a text such as <c>48.94s</c>, rounded up.</summary>
    private static int SecondsOf(JsonString delay)
    {
        var text = delay.ToString().TrimEnd('s');
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? (int)Math.Min(Math.Ceiling(seconds), int.MaxValue)
            : 0;
    }
}
