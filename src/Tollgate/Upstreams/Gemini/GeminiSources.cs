using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>What an answer leans on: Google's <c>groundingMetadata</c> and <c>citationMetadata</c>.</summary>
internal static class GeminiSources
{
    /// <summary>Tells the sources beyond those that were told before, and how many there are now.</summary>
    public static int Tell(JsonNode grounding, int index, int told, AnswerSink sink)
    {
        var count = 0;
        foreach (var chunk in grounding["groundingChunks"u8].Each)
        {
            if (count++ < told)
            {
                continue;
            }

            var source = chunk["web"u8].IsObject ? chunk["web"u8] : chunk["retrievedContext"u8].IsObject ? chunk["retrievedContext"u8] : chunk["maps"u8];
            if (source.IsObject)
            {
                sink.Cite(index, new Citation(source["uri"u8].Text, source["title"u8].Text, source["text"u8].Text));
            }
        }

        return Math.Max(told, count);
    }

    /// <summary>Passages that were cited; AI Studio and Vertex name the list differently.</summary>
    public static JsonNode Citations(JsonNode candidate)
    {
        var cited = candidate["citationMetadata"u8];
        return cited["citationSources"u8].IsArray ? cited["citationSources"u8] : cited["citations"u8];
    }
}
