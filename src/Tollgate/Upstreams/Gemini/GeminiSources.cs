using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>What an answer leans on: the sources of Google's <c>groundingMetadata</c> and <c>citationMetadata</c>.</summary>
internal static class GeminiSources
{
    /// <summary>The source of an element of <c>groundingChunks</c>; nothing where it is of a kind that has none.</summary>
    public static JsonNode Of(JsonNode chunk) =>
        chunk["web"u8].IsObject ? chunk["web"u8] : chunk["retrievedContext"u8].IsObject ? chunk["retrievedContext"u8] : chunk["maps"u8];

    /// <summary>The citation of a source.</summary>
    public static Citation Cited(JsonNode source) => new(source["uri"u8].Text, source["title"u8].Text, source["text"u8].Text);

    /// <summary>Passages that were cited; AI Studio and Vertex name the list differently.</summary>
    public static JsonNode Citations(JsonNode candidate)
    {
        var cited = candidate["citationMetadata"u8];
        return cited["citationSources"u8].IsArray ? cited["citationSources"u8] : cited["citations"u8];
    }
}
