using System.Buffers;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Errors of the messages format: <c>{"type":"error","error":{"type","message"}}</c>; Google's own where Claude runs there.</summary>
internal static class MessagesFailure
{
    /// <summary>Longer beginnings of a complaint are words and no field.</summary>
    private const int MaxField = 100;

    private static readonly SearchValues<char> FieldLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    public static UpstreamFailure Read(int status, ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        return json.IsJson ? Of(status, json.Root.IsArray ? json.Root[0] : json.Root) : FailureText.Bare(status, body.Span);
    }

    /// <summary>Of a body, or of an <c>error</c> event.</summary>
    /// <param name="status">The answer's status; 200 in the middle of a stream.</param>
    /// <param name="root">The object that has the <c>error</c>.</param>
    public static UpstreamFailure Of(int status, JsonNode root)
    {
        var error = root["error"u8];
        var type = error["type"u8];
        var text = error["message"u8].Text;
        var message = FailureText.Of(!text.IsEmpty ? text : error.IsString ? error.Text : root["message"u8].Text);
        return new UpstreamFailure
        {
            Kind = KindOf(type, status, message),
            Message = message,
            Code = type.IsString ? FailureText.Of(type.Text) : error["status"u8].IsString ? FailureText.Of(error["status"u8].Text) : null,
            Param = ParamOf(message),
        };
    }

    private static FailureKind KindOf(JsonNode type, int status, string message) =>
        type.Is("invalid_request_error"u8) ? KindOfBadRequest(message)
        : type.Is("authentication_error"u8) ? FailureKind.Authentication
        : type.Is("billing_error"u8) ? FailureKind.Balance
        : type.Is("permission_error"u8) ? FailureKind.Permission
        : type.Is("not_found_error"u8) ? FailureKind.NotFound
        : type.Is("request_too_large"u8) ? FailureKind.TooLarge
        : type.Is("rate_limit_error"u8) ? FailureKind.RateLimit
        : type.Is("overloaded_error"u8) ? FailureKind.Overloaded
        : type.Is("timeout_error"u8) ? FailureKind.Timeout
        : type.Is("api_error"u8) ? FailureKind.Server
        : status < 400 ? FailureKind.Server
        : FailureKinds.OfStatus(status) is var kind && kind == FailureKind.BadRequest ? KindOfBadRequest(message)
        : kind;

    /// <summary>This vendor files some kinds under "invalid request" that callers treat differently; the words tell them apart.</summary>
    private static FailureKind KindOfBadRequest(string message) =>
        Says(message, "prompt is too long") || Says(message, "exceed context limit") || Says(message, "context window") ? FailureKind.ContextTooLong
        : Says(message, "credit balance") || Says(message, "usage limits") ? FailureKind.Balance
        : Says(message, "content filtering") ? FailureKind.ContentFilter
        : FailureKind.BadRequest;

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The field with which a complaint begins, such as <c>messages.0.content: …</c>.</summary>
    private static string? ParamOf(string message)
    {
        var end = message.IndexOf(": ", StringComparison.Ordinal);
        if (end is <= 0 or > MaxField)
        {
            return null;
        }

        var field = message.AsSpan(0, end);
        return field.IndexOfAnyExcept(FieldLetters) < 0 ? field.ToString() : null;
    }
}
