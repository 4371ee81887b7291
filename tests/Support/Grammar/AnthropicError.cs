using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Anthropic's error object: as a body, and as the last event of a stream.</summary>
public static class AnthropicError
{
    /// <summary>The message of an error document.</summary>
    public static string Check(ReadOnlySpan<byte> json) => Check(Must.Parse(json));

    internal static string Check(JsonElement document)
    {
        Must.Is(document, "type", "error");
        var error = Must.Object(Must.Has(document, "error"), "error");
        Must.OneOf(
            error,
            "type",
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error");
        return Must.String(error, "message");
    }
}
