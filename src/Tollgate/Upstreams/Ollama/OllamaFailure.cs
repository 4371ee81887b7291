using Tollgate.Exchange;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Reads Ollama's errors: <c>{"error": "text"}</c>, by a status or as a line of a stream.</summary>
internal static class OllamaFailure
{
    public static UpstreamFailure OfBody(int status, ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        return json.IsJson ? Of(json.Root["error"u8], status) : FailureText.Bare(status, body.Span);
    }

    /// <summary>Of the error itself: a text, or an object with a message from servers in front of it.</summary>
    /// <param name="error">The value.</param>
    /// <param name="status">The answer's status; 500 within a stream, where the model broke.</param>
    public static UpstreamFailure Of(JsonNode error, int status)
    {
        var text = error.IsString ? error.Text : error["message"u8].Text;
        var kind = text.Span.IndexOf("exceeds the available context"u8) >= 0 || text.Span.IndexOf("context length"u8) >= 0
            ? FailureKind.ContextTooLong
            : FailureKinds.OfStatus(status);
        return new UpstreamFailure { Kind = kind, Message = FailureText.Of(text) };
    }
}
