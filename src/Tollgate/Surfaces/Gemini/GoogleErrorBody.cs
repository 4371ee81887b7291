using Tollgate.Exchange;

namespace Tollgate.Surfaces.Gemini;

/// <summary>A provider's failure as Google would put it (<c>google.rpc.Status</c>).</summary>
internal static class GoogleErrorBody
{
    /// <summary>The status that Google gives for it. It has none of its own for an empty account: that is a quota used up.</summary>
    public static int StatusOf(FailureKind kind) => kind == FailureKind.Balance ? 429 : FailureKinds.StatusOf(kind);

    public static void Write(UpstreamFailure failure, JsonOut json)
    {
        json.BeginObject();
        json.Name("error"u8);
        json.BeginObject();
        json.Name("code"u8);
        json.Number(StatusOf(failure.Kind));
        json.Name("message"u8);
        json.Text(failure.Message.Length > 0 ? failure.Message : "The provider failed without a message.");
        json.Name("status"u8);
        json.Ascii(WordOf(failure.Kind));
        WriteDetails(failure, json);
        json.EndObject();
        json.EndObject();
    }

    private static ReadOnlySpan<byte> WordOf(FailureKind kind) => kind switch
    {
        FailureKind.BadRequest or FailureKind.ContextTooLong or FailureKind.ContentFilter or FailureKind.TooLarge => "INVALID_ARGUMENT"u8,
        FailureKind.Authentication => "UNAUTHENTICATED"u8,
        FailureKind.Permission => "PERMISSION_DENIED"u8,
        FailureKind.NotFound => "NOT_FOUND"u8,
        FailureKind.RateLimit or FailureKind.Balance => "RESOURCE_EXHAUSTED"u8,
        FailureKind.Overloaded => "UNAVAILABLE"u8,
        FailureKind.Timeout => "DEADLINE_EXCEEDED"u8,
        _ => "INTERNAL"u8,
    };

    private static void WriteDetails(UpstreamFailure failure, JsonOut json)
    {
        if (failure.Code is null && failure.Param is null && failure.RetryAfterSeconds <= 0)
        {
            return;
        }

        json.Name("details"u8);
        json.BeginArray();
        if (failure.Code is { } code)
        {
            BeginDetail(json, "type.googleapis.com/google.rpc.ErrorInfo"u8);
            json.Name("reason"u8);
            json.Text(code);
            json.EndObject();
        }

        if (failure.Param is { } field)
        {
            BeginDetail(json, "type.googleapis.com/google.rpc.BadRequest"u8);
            json.Name("fieldViolations"u8);
            json.BeginArray();
            json.BeginObject();
            json.Name("field"u8);
            json.Text(field);
            json.EndObject();
            json.EndArray();
            json.EndObject();
        }

        if (failure.RetryAfterSeconds > 0)
        {
            BeginDetail(json, "type.googleapis.com/google.rpc.RetryInfo"u8);
            json.Name("retryDelay"u8);
            json.Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{failure.RetryAfterSeconds}s"));
            json.EndObject();
        }

        json.EndArray();
    }

    private static void BeginDetail(JsonOut json, ReadOnlySpan<byte> type)
    {
        json.BeginObject();
        json.Name("@type"u8);
        json.Ascii(type);
    }
}
