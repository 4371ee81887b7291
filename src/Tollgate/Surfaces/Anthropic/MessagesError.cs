using Tollgate.Exchange;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>A provider's failure in this vendor's words.</summary>
internal static class MessagesError
{
    /// <summary>The status of "overloaded", which is this vendor's own.</summary>
    private const int Overloaded = 529;

    /// <summary>The body of an error, and of the event that ends a broken stream.</summary>
    public static void Write(UpstreamFailure failure, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("error"u8);
        json.Name("error"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(TypeOf(failure.Kind));
        json.Name("message"u8);
        json.Text(failure.Message.Length > 0 ? failure.Message : "The provider failed.");
        json.EndObject();
        json.Name("request_id"u8);
        json.Text(context.RequestId.Span);
        json.EndObject();
    }

    /// <summary>The status for the client.</summary>
    public static int StatusOf(FailureKind kind, int status) => kind switch
    {
        FailureKind.Overloaded => Overloaded,
        FailureKind.Unknown when status >= 400 => status,
        _ => FailureKinds.StatusOf(kind),
    };

    private static ReadOnlySpan<byte> TypeOf(FailureKind kind) => kind switch
    {
        FailureKind.BadRequest or FailureKind.ContextTooLong or FailureKind.ContentFilter => "invalid_request_error"u8,
        FailureKind.Authentication => "authentication_error"u8,
        FailureKind.Balance => "billing_error"u8,
        FailureKind.Permission => "permission_error"u8,
        FailureKind.NotFound => "not_found_error"u8,
        FailureKind.TooLarge => "request_too_large"u8,
        FailureKind.RateLimit => "rate_limit_error"u8,
        FailureKind.Overloaded => "overloaded_error"u8,
        FailureKind.Timeout => "timeout_error"u8,
        _ => "api_error"u8,
    };
}
