using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>A provider's failure in OpenAI's words: <c>{"error":{"message","type","param","code"}}</c>, by the table of providers.md part 5.</summary>
internal static class OpenAiErrors
{
    /// <summary>Writes the document.</summary>
    /// <returns>The status that OpenAI's clients expect for it.</returns>
    public static int Write(UpstreamFailure failure, int status, JsonOut json)
    {
        json.BeginObject();
        json.Name("error"u8);
        var sent = WriteObject(failure, status, json);
        json.EndObject();
        return sent;
    }

    /// <summary>Writes the error alone.</summary>
    /// <returns>As <see cref="Write"/>.</returns>
    public static int WriteObject(UpstreamFailure failure, int status, JsonOut json)
    {
        var (sent, type, _) = Words(failure, status);
        json.BeginObject();
        json.Name("message"u8);
        WriteMessage(failure, json);
        json.Name("type"u8);
        json.Ascii(type);
        json.Name("param"u8);
        TextOrNull(json, failure.Param);
        json.Name("code"u8);
        WriteCode(failure, json);
        json.EndObject();
        return sent;
    }

    /// <summary>Writes the provider's words, which clients expect to be there.</summary>
    public static void WriteMessage(UpstreamFailure failure, JsonOut json) =>
        json.Text(failure.Message.Length > 0 ? failure.Message : "The provider failed without saying why.");

    /// <summary>Writes OpenAI's code, or null where it has none.</summary>
    public static void WriteCode(UpstreamFailure failure, JsonOut json)
    {
        var (_, _, code) = Words(failure, 0);
        if (code.IsEmpty)
        {
            TextOrNull(json, failure.Kind is FailureKind.BadRequest or FailureKind.Unknown ? failure.Code : null);
        }
        else
        {
            json.Ascii(code);
        }
    }

    /// <summary>Writes a text, or null for none.</summary>
    public static void TextOrNull(JsonOut json, string? text)
    {
        if (text is null)
        {
            json.Null();
        }
        else
        {
            json.Text(text);
        }
    }

    private static Wording Words(UpstreamFailure failure, int status) => failure.Kind switch
    {
        FailureKind.BadRequest => new(400, "invalid_request_error"u8, default),
        FailureKind.ContextTooLong => new(400, "invalid_request_error"u8, "context_length_exceeded"u8),
        FailureKind.ContentFilter => new(400, "invalid_request_error"u8, "content_filter"u8),
        FailureKind.Authentication => new(401, "invalid_request_error"u8, "invalid_api_key"u8),
        FailureKind.Balance => new(429, "insufficient_quota"u8, "insufficient_quota"u8),
        FailureKind.Permission => new(403, "invalid_request_error"u8, "permission_denied"u8),
        FailureKind.NotFound => new(404, "invalid_request_error"u8, "model_not_found"u8),
        FailureKind.TooLarge => new(413, "invalid_request_error"u8, "request_too_large"u8),
        FailureKind.RateLimit => new(429, IsOfTokens(failure) ? "tokens"u8 : "requests"u8, "rate_limit_exceeded"u8),
        FailureKind.Overloaded => new(503, "server_error"u8, "overloaded"u8),
        FailureKind.Timeout => new(504, "server_error"u8, "timeout"u8),
        FailureKind.Server => new(500, "server_error"u8, "server_error"u8),
        _ => new(status >= 400 ? status : 502, "server_error"u8, default),
    };

    private static bool IsOfTokens(UpstreamFailure failure) =>
        Contains(failure.Code, "token") || Contains(failure.Code, "tpm") || Contains(failure.Message, "tokens per") || Contains(failure.Message, "TPM");

    private static bool Contains(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    private readonly ref struct Wording(int status, ReadOnlySpan<byte> type, ReadOnlySpan<byte> code)
    {
        private readonly ReadOnlySpan<byte> _type = type;
        private readonly ReadOnlySpan<byte> _code = code;

        public void Deconstruct(out int sent, out ReadOnlySpan<byte> kind, out ReadOnlySpan<byte> word)
        {
            sent = status;
            kind = _type;
            word = _code;
        }
    }
}
