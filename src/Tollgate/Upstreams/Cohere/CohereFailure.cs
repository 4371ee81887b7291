using Tollgate.Exchange;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Cohere's errors: <c>{"id","message"}</c>, the kind told by status and words.</summary>
internal static class CohereFailure
{
    public static UpstreamFailure Read(int status, ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        if (!json.IsJson)
        {
            return Of(status, FailureText.OfBody(body.Span));
        }

        var message = json.Root["message"u8];
        return Of(status, FailureText.Of(message.IsString ? message.Text : json.Root["error"u8].Text));
    }

    public static UpstreamFailure Of(int status, string message) => new()
    {
        Kind = KindOf(status, message),
        Message = message,
    };

    private static FailureKind KindOf(int status, string message) => status switch
    {
        400 or 422 when Says(message, "too many tokens") || Says(message, "size limit exceeded") => FailureKind.ContextTooLong,
        429 when Says(message, "trial") || Says(message, "/ month") => FailureKind.Balance,
        498 => FailureKind.ContentFilter, // a word that the model may not read or write
        499 => FailureKind.Timeout, // given up, though not by us
        501 => FailureKind.BadRequest, // not implemented
        < 400 => FailureKind.Server,
        _ => FailureKinds.OfStatus(status),
    };

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
